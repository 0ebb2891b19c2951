create or replace function public.org_dashboard(org_id uuid default null)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select sales.org_dashboard(org_dashboard.org_id)
$$;
revoke all on function public.org_dashboard(uuid) from public, anon, authenticated, service_role;
grant execute on function public.org_dashboard(uuid) to authenticated;
comment on function public.org_dashboard(uuid) is
  'An organisation at a glance: events by state, tickets sold and scanned, money paid and gone back (null without payments.read). Needs orders.read. Errors: sign_in_required, not_found, not_allowed.';
