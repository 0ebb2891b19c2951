-- A moment with its time zone, as ISO 8601 writes it, from 1970 to 2200; null for any other text.
create or replace function door.parse_moment(p_text text)
  returns timestamptz
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  if p_text ~ '^(19[7-9]|20[0-9]|21[0-9])[0-9]-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]{1,9})?)?(Z|[+-][0-9]{2}(:?[0-9]{2})?)$'
    and pg_input_is_valid(p_text, 'timestamptz')
  then
    return p_text::timestamptz;
  end if;
  return null;
end
$$;
revoke all on function door.parse_moment(text) from public;
