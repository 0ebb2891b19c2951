-- The shifts of a location as they hold on a date, as clients see them: a list of {shift_id, name,
-- short_name, color, start_time, end_time, starts_at, ends_at, arrival_interval_minutes, is_closed,
-- exception_type, label}.
create or replace function dining.schedule_json(p_location dining.locations, p_date date)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
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
    from dining.effective_schedule(p_location, p_date, p_date) as s
  ), '[]');
end
$$;
revoke all on function dining.schedule_json(dining.locations, date) from public;
