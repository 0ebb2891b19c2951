create or replace function public.set_terminal_events(
  terminal_id uuid default null,
  event_ids uuid[] default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select door.set_terminal_events(set_terminal_events.terminal_id, set_terminal_events.event_ids)
$$;
revoke all on function public.set_terminal_events(uuid, uuid[])
  from public, anon, authenticated, service_role;
grant execute on function public.set_terminal_events(uuid, uuid[]) to authenticated;
comment on function public.set_terminal_events(uuid, uuid[]) is
  'Makes these the events that a terminal scans for, at once for open sessions too. Needs terminals.manage. Returns {org_id, terminal_id, name, is_active, expires_at, event_ids}. Errors: not_found, not_allowed, missing_field, invalid_field.';
