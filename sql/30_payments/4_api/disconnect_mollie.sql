create or replace function public.disconnect_mollie(org_id uuid default null)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select payments.disconnect_mollie(disconnect_mollie.org_id)
$$;
revoke all on function public.disconnect_mollie(uuid)
  from public, anon, authenticated, service_role;
grant execute on function public.disconnect_mollie(uuid) to authenticated;
comment on function public.disconnect_mollie(uuid) is
  'Takes back the connection of an org''s account at the payment provider, for staff with payments.connect. Buyers cannot pay until an account is connected again; refunds and news of payments wait until the same account is. Returns {connection_id, org_id, status, mode, organization_id, organization_name, profile_id, onboarding_status, can_receive_payments, dashboard_url}. Safe to repeat. Errors: missing_field, not_found, not_allowed, not_connected.';
