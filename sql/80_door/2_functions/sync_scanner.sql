-- One page of what a device has to know to scan an event without network: all tickets for one that
-- begins, else what changed since its last sync, with the event, its lists and keys on the first
-- page. The device goes on with the cursor until there is no more, and starts its next sync with
-- the last one. Measures the device's clock, and notes where it stands. Raises what door.scanner()
-- and door.read_cursor() raise, not_found, invalid_field.
create or replace function door.sync_scanner(
  p_event_id uuid,
  p_since text,
  p_limit integer,
  p_device_id uuid,
  p_app_version text,
  p_device_time timestamptz
)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_scanner door.scanner := door.scanner(p_event_id, p_device_id);
  v_limit integer := coalesce(p_limit, 2000);
  v_cursor door.sync_cursor := door.read_cursor(p_since, p_event_id);
  v_begins boolean := v_cursor.begun is null;
  v_event events.events;
  v_changes door.ticket_changes[];
  v_has_more boolean;
  v_device door.devices;
begin
  perform core.hit_rate_limit('sync_scanner', v_scanner.device_id::text, v_scanner.org_id);
  perform core.require_range('limit', v_limit, 1, 5000);
  select e.* into strict v_event
  from events.events as e
  where e.org_id = v_scanner.org_id and e.id = p_event_id;
  if v_begins then
    -- Before anything is read: what is committed while we read comes with the next sync.
    v_cursor.event_id := p_event_id;
    v_cursor.begun := pg_current_snapshot();
    v_cursor.as_of := core.clock();
  end if;
  v_changes := array(
    select c from door.changes_since(v_event.org_id, p_event_id, v_cursor, v_limit + 1) as c);
  v_has_more := cardinality(v_changes) > v_limit;
  if v_has_more then
    v_changes := v_changes[:v_limit];
    v_cursor.after_xid := v_changes[v_limit].xid;
    v_cursor.after_ticket := v_changes[v_limit].ticket_id;
  else
    v_cursor.seen := v_cursor.begun;
    v_cursor.begun := null;
    v_cursor.after_xid := null;
    v_cursor.after_ticket := null;
  end if;
  v_device := door.note_sync(
    v_scanner, v_cursor, not v_has_more, p_app_version, p_device_time);
  return jsonb_build_object(
    'event', case when v_begins then door.event_for_scanner(v_event) end,
    'tickets', door.tickets_for_scanner(v_event.org_id, array(
      select distinct c.ticket_id from unnest(v_changes) as c)),
    'is_complete', not v_has_more,
    'cursor', door.write_cursor(v_cursor),
    'synced_at', v_cursor.as_of,
    'server_time', core.clock(),
    'clock_offset_ms', v_device.clock_offset_ms
  );
end
$$;
revoke all on function door.sync_scanner(uuid, text, integer, uuid, text, timestamptz) from public;
grant execute on function door.sync_scanner(uuid, text, integer, uuid, text, timestamptz)
  to authenticated, scanner_terminal;
