create or replace function public.activate_terminal(
  terminal_id uuid default null,
  expires_at timestamptz default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select door.activate_terminal(activate_terminal.terminal_id, activate_terminal.expires_at)
$$;
revoke all on function public.activate_terminal(uuid, timestamptz)
  from public, anon, authenticated, service_role;
grant execute on function public.activate_terminal(uuid, timestamptz) to authenticated;
comment on function public.activate_terminal(uuid, timestamptz) is
  'Lets devices log in with a terminal''s code (again), until expires_at; left out: for 30 days if it was over. Needs terminals.manage. Returns {org_id, terminal_id, name, is_active, expires_at, event_ids}. Errors: not_found, not_allowed, missing_field, invalid_field.';
