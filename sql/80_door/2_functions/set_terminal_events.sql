-- Makes these the events that a terminal scans for, at once for sessions that are open too. For
-- owners and admins. Locks: terminal. Raises sign_in_required, missing_field, invalid_field,
-- not_found, not_allowed.
create or replace function door.set_terminal_events(p_terminal_id uuid, p_event_ids uuid[])
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_terminal door.terminals := door.lock_terminal(p_terminal_id);
begin
  if p_event_ids is null then
    perform core.fail('missing_field', '{"field": "event_ids"}');
  end if;
  perform door.assign_events(v_terminal, p_event_ids);
  return door.terminal_json(v_terminal);
end
$$;
revoke all on function door.set_terminal_events(uuid, uuid[]) from public;
grant execute on function door.set_terminal_events(uuid, uuid[]) to authenticated;
