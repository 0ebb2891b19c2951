-- A terminal as its managers see it. Its code is shown by create_terminal alone.
create or replace function door.terminal_json(p_terminal door.terminals)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return jsonb_build_object(
    'org_id', p_terminal.org_id,
    'terminal_id', p_terminal.id,
    'name', p_terminal.name,
    'is_active', p_terminal.is_active,
    'expires_at', p_terminal.expires_at,
    'event_ids', array(
      select a.event_id
      from door.terminal_events as a
      where a.org_id = p_terminal.org_id and a.terminal_id = p_terminal.id
      order by a.event_id
    ));
end
$$;
revoke all on function door.terminal_json(door.terminals) from public;
