-- Until when an option stands: as staff say, else as the location's settings do, and never after
-- its guests would come. Raises options_disabled, invalid_field.
create or replace function dining.option_deadline(
  p_settings dining.reservation_settings,
  p_row dining.reservations,
  p_options jsonb
)
  returns timestamptz
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_now constant timestamptz := core.clock();
  v_until timestamptz;
begin
  if not p_settings.options_enabled then
    perform core.fail('options_disabled', jsonb_build_object('location_id', p_settings.location_id));
  end if;
  begin
    v_until := (p_options ->> 'option_expires_at')::timestamptz;
  exception when data_exception then
    perform core.fail('invalid_field', jsonb_build_object(
      'field', 'options.option_expires_at', 'reason', 'it is not a moment in time'));
  end;
  v_until := coalesce(
    v_until, least(v_now + make_interval(hours => p_settings.option_hours), p_row.starts_at));
  if v_until <= v_now or v_until > p_row.starts_at then
    perform core.fail('invalid_field', jsonb_build_object(
      'field', 'options.option_expires_at', 'reason', 'it is not between now and the reservation'));
  end if;
  return v_until;
end
$$;
revoke all on function dining.option_deadline(
  dining.reservation_settings, dining.reservations, jsonb
) from public;
