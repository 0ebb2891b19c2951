-- Who scans for an event, which must be one of theirs: the session of a terminal, with the device
-- that logged in, or staff with tickets.scan, with the device that they name. First statement of
-- every function for scanning. A session counts only while it and its terminal do. Raises
-- scanner_session_over, sign_in_required, missing_field, invalid_field, not_found, not_allowed.
create or replace function door.scanner(p_event_id uuid, p_device_id uuid)
  returns door.scanner
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_claims jsonb := nullif(current_setting('request.jwt.claims', true), '');
  v_scanner door.scanner;
  v_is_known boolean;
begin
  if v_claims ->> 'role' = 'scanner_terminal' then
    v_scanner := door.session_of(v_claims);
    perform core.require_id('event_id', p_event_id);
    perform 1
    from door.terminal_events as a
    join events.events as e on e.org_id = a.org_id and e.id = a.event_id and e.deleted_at is null
    where a.org_id = v_scanner.org_id and a.terminal_id = v_scanner.terminal_id
      and a.event_id = p_event_id;
    if not found then
      perform core.fail('not_found', jsonb_build_object('what', 'event', 'id', p_event_id));
    elsif p_device_id <> v_scanner.device_id then
      perform core.fail('invalid_field', jsonb_build_object(
        'field', 'device_id', 'reason', 'another device logged in for this session'));
    end if;
    return v_scanner;
  end if;
  perform core.require_id('event_id', p_event_id);
  v_scanner.user_id := auth.uid();
  select e.org_id, d.id is not null into v_scanner.org_id, v_is_known
  from events.events as e
  left join door.devices as d
    on d.org_id = e.org_id and d.id = p_device_id and d.user_id = v_scanner.user_id
  where e.id = p_event_id and e.deleted_at is null;
  perform tenancy.authorise(v_scanner.org_id, 'tickets.scan', 'event', p_event_id);
  v_scanner.device_id := core.require_id('device_id', p_device_id);
  if not v_is_known then
    perform door.note_device(v_scanner);
  end if;
  return v_scanner;
end
$$;
revoke all on function door.scanner(uuid, uuid) from public;
