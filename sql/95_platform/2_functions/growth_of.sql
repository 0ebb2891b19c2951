-- By how many percent a number grew: null where there was nothing before.
create or replace function platform.growth_of(p_now numeric, p_before numeric)
  returns numeric
  language plpgsql
  immutable
  security definer
  set search_path = ''
as $$
begin
  return round(100.0 * (coalesce(p_now, 0) - p_before) / nullif(p_before, 0), 1);
end
$$;
revoke all on function platform.growth_of(numeric, numeric) from public;
