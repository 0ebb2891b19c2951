-- What whoever signed in can scan for, with the lists of each event: the events of the session's
-- terminal, or those of the caller's orgs that are on sale or closed and not over since two days.
-- Raises scanner_session_over, sign_in_required.
create or replace function door.scanner_context()
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_claims jsonb := nullif(current_setting('request.jwt.claims', true), '');
  v_scanner door.scanner;
  v_event_ids uuid[];
  v_answer jsonb;
begin
  if v_claims ->> 'role' = 'scanner_terminal' then
    v_scanner := door.session_of(v_claims);
    v_event_ids := array(
      select a.event_id
      from door.terminal_events as a
      where a.org_id = v_scanner.org_id and a.terminal_id = v_scanner.terminal_id);
    select jsonb_build_object(
      'terminal', jsonb_build_object('terminal_id', t.id, 'name', t.name),
      'device_id', s.device_id, 'expires_at', s.expires_at)
    into v_answer
    from door.terminal_sessions as s
    join door.terminals as t on t.org_id = s.org_id and t.id = s.terminal_id
    where s.org_id = v_scanner.org_id and s.id = v_scanner.session_id;
  else
    if auth.uid() is null then
      perform core.fail('sign_in_required');
    end if;
    v_event_ids := array(
      select e.id
      from events.events as e
      where e.org_id = any (array(select tenancy.orgs_with('tickets.scan')))
        and e.status in ('published', 'closed')
        and e.ends_at > core.clock() - interval '2 days'
      order by e.starts_at
      limit 200);
    v_answer := '{"terminal": null, "device_id": null, "expires_at": null}';
  end if;
  return v_answer || jsonb_build_object('events', door.events_json(v_event_ids));
end
$$;
revoke all on function door.scanner_context() from public;
grant execute on function door.scanner_context() to authenticated, scanner_terminal;
