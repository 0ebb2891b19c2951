-- Ends a terminal's sessions and lets no device log in until it is activated again. For owners and
-- admins. Locks: terminal. Raises sign_in_required, missing_field, not_found, not_allowed.
create or replace function door.deactivate_terminal(p_terminal_id uuid)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_terminal door.terminals := door.lock_terminal(p_terminal_id);
begin
  if v_terminal.is_active then
    update door.terminals as t
    set is_active = false
    where t.org_id = v_terminal.org_id and t.id = v_terminal.id
    returning t.* into v_terminal;
    perform door.end_sessions(v_terminal);
  end if;
  return door.terminal_json(v_terminal);
end
$$;
revoke all on function door.deactivate_terminal(uuid) from public;
grant execute on function door.deactivate_terminal(uuid) to authenticated;
