-- Writes down how far the sync of a device has come, what runs on it, and how wrong its clock is:
-- what has to be added to it to get ours. Raises invalid_field.
create or replace function door.note_sync(
  p_scanner door.scanner,
  p_cursor door.sync_cursor,
  p_is_complete boolean,
  p_app_version text,
  p_device_time timestamptz
)
  returns door.devices
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_app_version text := core.optional_text('app_version', p_app_version, 50);
  v_device door.devices;
begin
  if p_device_time is not null then
    perform door.read_moment('device_time', p_device_time);
  end if;
  update door.devices as d
  set last_cursor = door.write_cursor(p_cursor),
    last_sync_at = case when p_is_complete then p_cursor.as_of else d.last_sync_at end,
    app_version = coalesce(v_app_version, d.app_version),
    clock_offset_ms = coalesce(
      round(1000 * extract(epoch from core.clock() - p_device_time)), d.clock_offset_ms)
  where d.org_id = p_scanner.org_id and d.id = p_scanner.device_id
  returning d.* into strict v_device;
  return v_device;
end
$$;
revoke all on function door.note_sync(
  door.scanner, door.sync_cursor, boolean, text, timestamptz
) from public;
