-- Deletes a terminal: its sessions end, its code is forgotten, its scans stay. For owners and
-- admins. Locks: terminal. Raises sign_in_required, missing_field, not_found, not_allowed.
create or replace function door.delete_terminal(p_terminal_id uuid)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_terminal door.terminals := door.lock_terminal(p_terminal_id);
begin
  perform door.end_sessions(v_terminal);
  delete from door.terminal_events as a
  where a.org_id = v_terminal.org_id and a.terminal_id = v_terminal.id;
  update door.terminals as t
  set is_active = false, code_hash = null, deleted_at = core.clock()
  where t.org_id = v_terminal.org_id and t.id = v_terminal.id;
end
$$;
revoke all on function door.delete_terminal(uuid) from public;
grant execute on function door.delete_terminal(uuid) to authenticated;
