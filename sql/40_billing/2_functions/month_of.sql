-- The calendar month that a moment falls in, as its first day.
create or replace function billing.month_of(p_at timestamptz)
  returns date
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return date_trunc('month', p_at at time zone billing.time_zone())::date;
end
$$;
revoke all on function billing.month_of(timestamptz) from public;
