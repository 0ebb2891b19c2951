-- Somebody's age in whole years on a day. Who was born on 29 February is a year older on 1 March of
-- a year without that day.
create or replace function sales.age_on(p_birth_date date, p_day date)
  returns integer
  language plpgsql
  immutable
  security invoker
  set search_path = ''
as $$
begin
  return extract(year from age(p_day::timestamp, p_birth_date::timestamp));
end
$$;
revoke all on function sales.age_on(date, date) from public;
