-- The scans that a device uploads for an event, each read by itself: what is wrong with one is said
-- in `refusal`, and keeps none of the others back. Time is corrected by the offset that the device
-- had when it scanned (clock_offset_ms), else by the one measured last; the age of what it knew is
-- counted from its last sync before the scan (synced_at), else from the last one. Whoever was let
-- in while the org is suspended was not let in by us.
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
  with said as materialized (
    select
      e.place::integer as place, r.event_id, r.direction,
      case when pg_input_is_valid(r.id, 'uuid') then r.id::uuid end as id,
      case
        when r.list_id is null then d.id
        when pg_input_is_valid(r.list_id, 'uuid') then r.list_id::uuid
      end as list_id,
      case when pg_input_is_valid(r.ticket_instance_id, 'uuid')
        then r.ticket_instance_id::uuid end as ticket_instance_id,
      nullif(btrim(left(r.token, 500)), '') as token,
      door.code_of_token(btrim(left(r.token, 500))) as code,
      door.parse_moment(r.scanned_at) as scanned_at,
      coalesce(door.parse_moment(r.synced_at), p_device.last_sync_at) as synced_at,
      make_interval(secs => coalesce(
        case when r.clock_offset_ms ~ '^-?[0-9]{1,13}$' then r.clock_offset_ms::bigint end,
        p_device.clock_offset_ms, 0) / 1000.0) as clock_offset,
      case when r.result = any (array[
        'admitted', 'checked_out', 'already_used', 'not_inside', 'wrong_event',
        'wrong_ticket_type', 'refunded', 'void', 'unknown', 'not_yet', 'too_late', 'blocked'])
        then r.result::door.scan_result end as device_result
    from jsonb_array_elements(p_logs) with ordinality as e (log, place)
    cross join jsonb_to_record(case jsonb_typeof(e.log) when 'object' then e.log else '{}' end) as r (
      id text, event_id text, list_id text, ticket_instance_id text, token text, scanned_at text,
      synced_at text, clock_offset_ms text, result text, direction text
    )
    left join door.checkin_lists as d
      on d.org_id = p_event.org_id and d.event_id = p_event.id and d.is_default
  ), found as materialized (
    select
      s.*, s.scanned_at + s.clock_offset as corrected_at, l.id is not null as has_list,
      coalesce(s.direction, case s.device_result when 'checked_out' then 'out' else 'in' end) as way,
      t.id as ticket_id, coalesce(s.code, t.code, s.token) as code_or_token,
      t.event_id = p_event.id as is_of_event
    from said as s
    left join door.checkin_lists as l
      on l.org_id = p_event.org_id and l.event_id = p_event.id and l.id = s.list_id
    left join lateral (
      select t.id, t.code, t.event_id
      from sales.ticket_instances as t
      where t.org_id = p_event.org_id and t.code = s.code
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
      when coalesce(f.event_id, p_event.id::text) <> p_event.id::text then 'other_event'
      when not f.has_list then 'list_not_found'
      when f.token is null and f.ticket_id is null then 'token_missing'
      when f.scanned_at is null then 'scanned_at_invalid'
      when f.device_result is null then 'result_invalid'
      when f.way <> all (array['in', 'out'])
        or (f.device_result = 'admitted' and f.way <> 'in')
        or (f.device_result = 'checked_out' and f.way <> 'out') then 'direction_invalid'
      when f.corrected_at > (select core.clock()) + interval '2 minutes' then 'in_the_future'
      when f.device_result = 'admitted' and f.corrected_at >= (
        select o.suspended_at from tenancy.orgs as o where o.id = p_event.org_id
      ) then 'org_suspended'
    end,
    f.list_id, f.ticket_id, core.token_hash(f.code_or_token), f.is_of_event,
    case when f.way = 'out' then 'out' else 'in' end::door.direction,
    f.scanned_at, f.corrected_at,
    case when f.synced_at <= f.corrected_at then f.corrected_at - f.synced_at end, f.device_result
  from found as f
$$;
revoke all on function door.read_scan_logs(events.events, door.devices, jsonb) from public;
