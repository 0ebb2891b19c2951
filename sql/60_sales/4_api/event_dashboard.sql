create or replace function public.event_dashboard(event_id uuid default null)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select sales.event_dashboard(event_dashboard.event_id)
$$;
revoke all on function public.event_dashboard(uuid) from public, anon, authenticated, service_role;
grant execute on function public.event_dashboard(uuid) to authenticated;
comment on function public.event_dashboard(uuid) is
  'An event at a glance: tickets sold, held, left and scanned, per ticket type and together; money paid and gone back (null without payments.read). Needs orders.read. Errors: missing_field, sign_in_required, not_found, not_allowed.';
