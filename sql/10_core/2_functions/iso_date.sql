-- The date that a text such as 2027-02-28 says, or null when it says none. Words and other ways of
-- writing dates, which Postgres would take too, mean different days to different people.
create or replace function core.iso_date(p_value text)
  returns date
  language plpgsql
  immutable
  security invoker
  set search_path = ''
as $$
begin
  if p_value !~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' then
    return null;
  end if;
  return make_date(
    left(p_value, 4)::integer, substr(p_value, 6, 2)::integer, right(p_value, 2)::integer);
exception when datetime_field_overflow then
  return null;
end
$$;
revoke all on function core.iso_date(text) from public;
