create or replace function public.can_create_event(org_id uuid default null)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select events.can_create_event(can_create_event.org_id)
$$;
revoke all on function public.can_create_event(uuid)
  from public, anon, authenticated, service_role;
grant execute on function public.can_create_event(uuid) to authenticated;
comment on function public.can_create_event(uuid) is
  'Whether an organisation may put another event on sale by its plan: {allowed, active_events, max_active_events (null: any number), plan}. Drafts can always be made. Needs billing.read. Errors: missing_field, sign_in_required, not_found, not_allowed.';
