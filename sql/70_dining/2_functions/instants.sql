-- The instants that a wall-clock time has in a time zone: one; none in the hour that a clock skips;
-- two in the hour that comes twice.
create or replace function dining.instants(p_local timestamp, p_time_zone text)
  returns setof timestamptz
  language sql
  stable
  security definer
  set search_path = ''
  rows 1
as $$
  select distinct c.instant
  from (select p_local at time zone p_time_zone as instant) as b
  -- The clocks of the world are put back by half an hour or an hour.
  cross join lateral unnest(array[
    b.instant, b.instant - interval '1 hour', b.instant + interval '1 hour',
    b.instant - interval '30 minutes', b.instant + interval '30 minutes'
  ]) as c (instant)
  where c.instant at time zone p_time_zone = p_local
$$;
revoke all on function dining.instants(timestamp, text) from public;
