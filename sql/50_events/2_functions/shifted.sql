-- A moment, moved along with its event: the same distance on the clocks there, so that ten o'clock
-- stays ten o'clock when summer time begins or ends in between.
create or replace function events.shifted(
  p_at timestamptz,
  p_distance interval,
  p_time_zone text
)
  returns timestamptz
  language plpgsql
  stable
  security invoker
  set search_path = ''
as $$
begin
  return ((p_at at time zone p_time_zone) + p_distance) at time zone p_time_zone;
end
$$;
revoke all on function events.shifted(timestamptz, interval, text) from public;
