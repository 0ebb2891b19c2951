-- When a day of the platform's time zone begins.
create or replace function platform.start_of_day(p_day date)
  returns timestamptz
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return p_day::timestamp at time zone (core.setting('billing.time_zone') #>> '{}');
end
$$;
revoke all on function platform.start_of_day(date) from public;
