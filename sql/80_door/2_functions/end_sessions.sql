-- Ends the open sessions of a terminal; its devices are refused from their next call on. The caller
-- has locked the terminal.
create or replace function door.end_sessions(p_terminal door.terminals)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  update door.terminal_sessions as s
  set revoked_at = core.clock()
  where s.org_id = p_terminal.org_id and s.terminal_id = p_terminal.id
    and s.revoked_at is null and s.expires_at > core.clock();
end
$$;
revoke all on function door.end_sessions(door.terminals) from public;
