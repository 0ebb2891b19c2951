-- Takes in the scans that a device made without network, up to 10,000 at once, and answers for
-- each of them: stored, repeated (it was here already), or refused, which keeps none of the others
-- back. Sending them again, in pieces or in another order comes to the same (door.replay_scans).
-- Locks: tickets, then admissions, by id; then the scans' own ids. Raises what door.scanner()
-- raises, missing_field, invalid_field, rate_limited.
create or replace function door.upload_scan_logs(p_event_id uuid, p_device_id uuid, p_logs jsonb)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_scanner door.scanner := door.scanner(p_event_id, p_device_id);
  v_event events.events;
  v_device door.devices;
  v_scans door.uploaded_scan[];
  v_new_ids uuid[];
begin
  perform core.hit_rate_limit(
    'upload_scan_logs', v_scanner.device_id::text, v_scanner.org_id);
  if p_logs is null then
    perform core.fail('missing_field', '{"field": "logs"}');
  elsif jsonb_typeof(p_logs) <> 'array' then
    perform core.fail('invalid_field', '{"field": "logs", "reason": "it is no list"}');
  elsif jsonb_array_length(p_logs) > 10000 then
    perform core.fail('invalid_field', jsonb_build_object(
      'field', 'logs', 'reason',
      format('%s are too many for one call, 10000 is the limit', jsonb_array_length(p_logs))));
  end if;
  select e.* into strict v_event
  from events.events as e
  where e.org_id = v_scanner.org_id and e.id = p_event_id;
  select d.* into strict v_device
  from door.devices as d
  where d.org_id = v_scanner.org_id and d.id = v_scanner.device_id;
  v_scans := array(
    select s from door.read_scan_logs(v_event, v_device, p_logs) as s order by s.place);
  perform door.lock_places(v_scanner, v_event, v_scans);
  v_new_ids := door.insert_scans(v_scanner, v_event, v_scans);
  perform door.merge_scans(
    v_scanner.org_id, array_agg(n.list_id), array_agg(n.ticket_instance_id))
  from (
    select distinct s.list_id, s.ticket_instance_id
    from door.scan_logs as s
    where s.org_id = v_scanner.org_id and s.id = any (v_new_ids) and s.is_accepted
  ) as n
  having count(*) > 0;
  perform door.note_scans(v_scanner.org_id, v_new_ids);
  return door.upload_answer(v_scanner, v_event, v_scans, v_new_ids);
end
$$;
revoke all on function door.upload_scan_logs(uuid, uuid, jsonb) from public;
grant execute on function door.upload_scan_logs(uuid, uuid, jsonb)
  to authenticated, scanner_terminal;
