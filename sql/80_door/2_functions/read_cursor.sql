-- Where a device goes on that has this cursor; without one it begins. Raises invalid_field for what
-- is no cursor of the event, and cursor_expired for one that is too old, or from a database that
-- this one is a copy of: transactions have other numbers there.
create or replace function door.read_cursor(p_cursor text, p_event_id uuid)
  returns door.sync_cursor
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_parts text[];
  v_cursor door.sync_cursor;
begin
  if p_cursor is null then
    return v_cursor;
  end if;
  begin
    v_parts := string_to_array(convert_from(decode(
      rpad(translate(left(p_cursor, 600), '-_', '+/'), (length(p_cursor) + 3) / 4 * 4, '='),
      'base64'), 'UTF8'), '|');
    if cardinality(v_parts) = 7 and v_parts[1] = '1' then
      v_cursor := row(
        v_parts[2], to_timestamp(v_parts[3]::bigint / 1000000.0), nullif(v_parts[4], '-'),
        nullif(v_parts[5], '-'), nullif(v_parts[6], '-'), nullif(v_parts[7], '-')
      )::door.sync_cursor;
    end if;
  exception when data_exception then
    v_cursor := null;
  end;
  if v_cursor.event_id is distinct from p_event_id
    or coalesce(v_cursor.seen, v_cursor.begun) is null
    or (v_cursor.begun is null) <> (v_cursor.after_xid is null)
    or (v_cursor.after_xid is null) <> (v_cursor.after_ticket is null)
  then
    perform core.fail('invalid_field', jsonb_build_object(
      'field', 'since', 'reason', 'it is no cursor that a sync of this event returned'));
  end if;
  if v_cursor.as_of < core.clock()
      - make_interval(days => core.setting('door.cursor_days')::integer)
    or greatest(pg_snapshot_xmax(v_cursor.seen), pg_snapshot_xmax(v_cursor.begun))
      > pg_snapshot_xmax(pg_current_snapshot())
  then
    perform core.fail('cursor_expired', jsonb_build_object('event_id', p_event_id));
  end if;
  return v_cursor;
end
$$;
revoke all on function door.read_cursor(text, uuid) from public;
