-- A cursor as readers keep it: text that they are not to look into.
create or replace function integrations.write_cursor(p_cursor integrations.feed_cursor)
  returns text
  language plpgsql
  immutable
  security definer
  set search_path = ''
as $$
begin
  return core.base64url(convert_to(concat_ws('|',
    '1', p_cursor.scope_id, p_cursor.change_id, p_cursor.moment,
    coalesce(p_cursor.after_id::text, '-')), 'UTF8'));
end
$$;
revoke all on function integrations.write_cursor(integrations.feed_cursor) from public;
