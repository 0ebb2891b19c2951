-- A time as timing writes it (`1:23:45.6`, `23:45`), to the millisecond; null for what is none.
create or replace function integrations.read_time(p_text text)
  returns interval
  language plpgsql
  immutable
  security invoker
  set search_path = ''
as $$
declare
  v_parts text[] := regexp_match(
    btrim(p_text), '^(?:(\d{1,3}):)?([0-5]?\d):([0-5]\d(?:[.,]\d{1,3})?)$');
begin
  return make_interval(
    hours => coalesce(v_parts[1], '0')::integer, mins => v_parts[2]::integer,
    secs => replace(v_parts[3], ',', '.')::float8);
end
$$;
revoke all on function integrations.read_time(text) from public;
