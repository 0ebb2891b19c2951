-- The moment at which a month begins.
create or replace function billing.start_of_month(p_month date)
  returns timestamptz
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return p_month::timestamp at time zone billing.time_zone();
end
$$;
revoke all on function billing.start_of_month(date) from public;
