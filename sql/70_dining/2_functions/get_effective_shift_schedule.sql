-- The shifts of a location on a date, as they hold on it: a list of {shift_id, name, short_name,
-- color, start_time, end_time, starts_at, ends_at, arrival_interval_minutes, is_closed,
-- exception_type, label}. For everybody. Raises find_location()'s errors, missing_field.
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
  return coalesce((
    select jsonb_agg(jsonb_build_object(
      'shift_id', s.shift_id,
      'name', s.name,
      'short_name', s.short_name,
      'color', s.color,
      'start_time', to_char(s.start_time, 'HH24:MI'),
      'end_time', to_char(s.end_time, 'HH24:MI'),
      'starts_at', s.starts_at,
      'ends_at', s.ends_at,
      'arrival_interval_minutes', s.arrival_interval_minutes,
      'is_closed', s.is_closed,
      'exception_type', s.exception_type,
      'label', s.label
    ) order by s.starts_at, s.sort_order, s.shift_id)
    from dining.effective_schedule(v_location, p_date, p_date) as s
  ), '[]');
end
$$;
revoke all on function dining.get_effective_shift_schedule(uuid, date) from public;
grant execute on function dining.get_effective_shift_schedule(uuid, date) to anon, authenticated;
