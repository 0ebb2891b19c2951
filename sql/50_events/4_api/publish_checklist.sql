create or replace function public.publish_checklist(event_id uuid default null)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select events.publish_checklist(publish_checklist.event_id)
$$;
revoke all on function public.publish_checklist(uuid)
  from public, anon, authenticated, service_role;
grant execute on function public.publish_checklist(uuid) to authenticated;
comment on function public.publish_checklist(uuid) is
  'What it takes to publish an event: {event_id, status, ready, items: [{item, done, message}]}, with more by item: event (missing), payments, plan (plan, status), active_events (active, max), verification (status), purchase (amount, currency). Needs events.manage. publish_event refuses with exactly what is not done. Errors: missing_field, sign_in_required, not_found, not_allowed.';
