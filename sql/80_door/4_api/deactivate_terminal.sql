create or replace function public.deactivate_terminal(terminal_id uuid default null)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select door.deactivate_terminal(deactivate_terminal.terminal_id)
$$;
revoke all on function public.deactivate_terminal(uuid)
  from public, anon, authenticated, service_role;
grant execute on function public.deactivate_terminal(uuid) to authenticated;
comment on function public.deactivate_terminal(uuid) is
  'Ends all sessions of a terminal at once and lets no device log in until it is activated again. Needs terminals.manage. Returns {org_id, terminal_id, name, is_active, expires_at, event_ids}. Errors: not_found, not_allowed, missing_field.';
