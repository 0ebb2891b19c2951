-- Raises invalid_field for a service date that is more than ten years away.
create or replace function dining.guard_date(p_date date)
  returns void
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_today constant date := core.clock()::date;
begin
  if p_date not between v_today - 3660 and v_today + 3660 then
    perform core.fail('invalid_field', jsonb_build_object(
      'field', 'date', 'reason', 'it is more than ten years away'));
  end if;
end
$$;
revoke all on function dining.guard_date(date) from public;
