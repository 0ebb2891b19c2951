create or replace function public.refresh_payouts(org_id uuid default null)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select payments.refresh_payouts(refresh_payouts.org_id)
$$;
revoke all on function public.refresh_payouts(uuid)
  from public, anon, authenticated, service_role;
grant execute on function public.refresh_payouts(uuid) to authenticated;
comment on function public.refresh_payouts(uuid) is
  'Reads at once what the payment provider pays out to an org, for staff with payments.read; settlements and balances have it some seconds later. Without it they are read by themselves, every six hours. Returns {org_id, requested_at, fetched_at}: when what is known now was read. Errors: missing_field, not_found, not_allowed, not_connected, connection_lost, payouts_not_granted, rate_limited.';
