-- The scans that a device uploads for an event, each read by itself: what is wrong with one is said
-- in `refusal`, and keeps none of the others back. Time is corrected by the offset that the device
-- had when it scanned (clock_offset_ms), else by the one measured last; the age of what it knew is
-- counted from its last sync before the scan (synced_at), else from the last one.
create or replace function door.read_scan_logs(
  p_event events.events,
  p_device door.devices,
  p_logs jsonb
)
  returns setof door.uploaded_scan
  language sql
  stable
  security definer
  set search_path = ''
as $$
  with said as (
    select
      e.place::integer as place, e.log,
      case when pg_input_is_valid(e.log ->> 'id', 'uuid') then (e.log ->> 'id')::uuid end as id,
      case
        when e.log ->> 'list_id' is null then d.id
        when pg_input_is_valid(e.log ->> 'list_id', 'uuid') then (e.log ->> 'list_id')::uuid
      end as list_id,
      case when pg_input_is_valid(e.log ->> 'ticket_instance_id', 'uuid')
        then (e.log ->> 'ticket_instance_id')::uuid end as ticket_instance_id,
      nullif(btrim(left(e.log ->> 'token', 500)), '') as token,
      door.parse_moment(e.log ->> 'scanned_at') as scanned_at,
      door.parse_moment(e.log ->> 'synced_at') as synced_at,
      make_interval(secs => coalesce(
        case when e.log ->> 'clock_offset_ms' ~ '^-?[0-9]{1,13}$'
          then (e.log ->> 'clock_offset_ms')::bigint end,
        p_device.clock_offset_ms, 0) / 1000.0) as clock_offset,
      case when e.log ->> 'result' = any (array[
        'admitted', 'checked_out', 'already_used', 'not_inside', 'wrong_event',
        'wrong_ticket_type', 'refunded', 'void', 'unknown', 'not_yet', 'too_late', 'blocked'])
        then (e.log ->> 'result')::door.scan_result end as device_result,
      coalesce(e.log ->> 'direction',
        case e.log ->> 'result' when 'checked_out' then 'out' else 'in' end) as direction
    from jsonb_array_elements(p_logs) with ordinality as e (log, place)
    left join door.checkin_lists as d
      on d.org_id = p_event.org_id and d.event_id = p_event.id and d.is_default
  ), found as (
    select s.*, s.scanned_at + s.clock_offset as corrected_at, l.id is not null as has_list,
      t.id as ticket_id, coalesce(s.token, t.code) as token_or_code,
      t.event_id = p_event.id as is_of_event
    from said as s
    left join door.checkin_lists as l
      on l.org_id = p_event.org_id and l.event_id = p_event.id and l.id = s.list_id
    left join lateral (
      select t.id, t.code, t.event_id
      from sales.ticket_instances as t
      where t.org_id = p_event.org_id and t.code = door.code_of_token(s.token)
        and (s.token not like 'E1.%' or t.qr_token is null or t.qr_token = s.token)
      union all
      select t.id, t.code, t.event_id
      from sales.ticket_instances as t
      where t.org_id = p_event.org_id and t.id = s.ticket_instance_id and s.token is null
    ) as t on true
  )
  select
    f.place, f.id,
    case
      when f.id is null then 'id_invalid'
      when coalesce(f.log ->> 'event_id', p_event.id::text) <> p_event.id::text then 'other_event'
      when not f.has_list then 'list_not_found'
      when f.token is null and f.ticket_id is null then 'token_missing'
      when f.scanned_at is null then 'scanned_at_invalid'
      when f.device_result is null then 'result_invalid'
      when f.direction <> all (array['in', 'out'])
        or (f.device_result = 'admitted' and f.direction <> 'in')
        or (f.device_result = 'checked_out' and f.direction <> 'out') then 'direction_invalid'
      when f.corrected_at > core.clock() + interval '2 minutes' then 'in_the_future'
    end,
    f.list_id, f.ticket_id, door.token_hash(f.token_or_code), f.is_of_event,
    case when f.direction = 'out' then 'out' else 'in' end::door.direction,
    f.scanned_at, f.corrected_at,
    case when coalesce(f.synced_at, p_device.last_sync_at) <= f.corrected_at
      then f.corrected_at - coalesce(f.synced_at, p_device.last_sync_at) end,
    f.device_result
  from found as f
$$;
revoke all on function door.read_scan_logs(events.events, door.devices, jsonb) from public;
