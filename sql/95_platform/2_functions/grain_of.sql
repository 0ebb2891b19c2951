-- The coarsest figures that make up a period exactly: months where it is whole months, else days.
create or replace function platform.grain_of(p_first date, p_end date)
  returns platform.grain
  language plpgsql
  immutable
  security definer
  set search_path = ''
as $$
begin
  if extract(day from p_first) = 1 and extract(day from p_end) = 1 then
    return 'month';
  end if;
  return 'day';
end
$$;
revoke all on function platform.grain_of(date, date) from public;
