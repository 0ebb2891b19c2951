-- The cursor as a device keeps it: text that it is not to look into, of up to 400 characters.
create or replace function door.write_cursor(p_cursor door.sync_cursor)
  returns text
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return core.base64url(convert_to(concat_ws('|',
    '1', p_cursor.event_id, (extract(epoch from p_cursor.as_of) * 1000000)::bigint,
    coalesce(door.short_snapshot(p_cursor.seen), '-'),
    coalesce(door.short_snapshot(p_cursor.begun), '-'),
    coalesce(p_cursor.after_xid::text, '-'), coalesce(p_cursor.after_ticket::text, '-')), 'UTF8'));
end
$$;
revoke all on function door.write_cursor(door.sync_cursor) from public;
