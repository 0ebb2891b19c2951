-- The shifts of a location on a date, as they hold on it, for everybody: as schedule_json() has
-- them. Raises find_location()'s errors, missing_field.
create or replace function dining.get_effective_shift_schedule(p_location_id uuid, p_date date)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_location dining.locations := dining.find_location(p_location_id);
begin
  if p_date is null then
    perform core.fail('missing_field', jsonb_build_object('field', 'date'));
  end if;
  if p_date not between '2000-01-01' and '2200-01-01' then
    perform core.fail('invalid_field', jsonb_build_object(
      'field', 'date', 'reason', 'it is not between 2000 and 2200'));
  end if;
  return dining.schedule_json(v_location, p_date);
end
$$;
revoke all on function dining.get_effective_shift_schedule(uuid, date) from public;
grant execute on function dining.get_effective_shift_schedule(uuid, date) to anon, authenticated;
