create or replace function public.create_terminal(
  org_id uuid default null,
  name text default null,
  event_ids uuid[] default null,
  expires_at timestamptz default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select door.create_terminal(
    create_terminal.org_id, create_terminal.name, create_terminal.event_ids,
    create_terminal.expires_at)
$$;
revoke all on function public.create_terminal(uuid, text, uuid[], timestamptz)
  from public, anon, authenticated, service_role;
grant execute on function public.create_terminal(uuid, text, uuid[], timestamptz) to authenticated;
comment on function public.create_terminal(uuid, text, uuid[], timestamptz) is
  'Makes a terminal: a login for devices at the door, for events of the organisation. Needs terminals.manage. expires_at: until when its code opens sessions, at most a year from now; 30 days if left out. Returns {org_id, terminal_id, name, is_active, expires_at, event_ids} and code, six characters that are shown here only. Errors: not_found, not_allowed, missing_field, invalid_field.';
