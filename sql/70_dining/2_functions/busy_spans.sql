-- What dining.busy_tables() says, as the spans in which tables are taken, and which these are then.
-- Most guests come and go with others, so there are far fewer spans than reservations. Where nobody
-- waits for a table they are read here, in groups: a row for each reservation costs more than what
-- is done with them.
create or replace function dining.busy_spans(
  p_location dining.locations,
  p_from date,
  p_until date,
  p_without uuid,
  p_span tstzrange
)
  returns dining.busy_span[]
  language plpgsql
  stable
  security definer
  set search_path = ''
  set plan_cache_mode = 'force_generic_plan'
  -- Spans are hashed, as in dining.judged_slots().
  set enable_sort = 'off'
  set enable_incremental_sort = 'off'
  set jit = 'off'
as $$
declare
  v_now constant timestamptz := core.clock();
  v_after constant timestamptz := coalesce(lower(p_span), '-infinity');
  v_before constant timestamptz := coalesce(upper(p_span), 'infinity');
begin
  if dining.is_waiting(p_location, p_from, p_until) then
    return array(
      select row(lower(b.during), upper(b.during), array_agg(b.table_id))::dining.busy_span
      from unnest(dining.busy_tables(p_location, p_from, p_until, p_without, p_span)) as b
      group by lower(b.during), upper(b.during)
    );
  end if;
  return array(
    select row(lower(o.during), upper(o.during), array_agg(o.table_id))::dining.busy_span
    from dining.table_occupancy as o
    where o.org_id = p_location.org_id and o.location_id = p_location.id
      and o.service_date between p_from - 1 and p_until + 1
      and lower(o.during) < v_before and upper(o.during) > v_after and o.until > v_now
      and o.reservation_id is distinct from p_without
    group by lower(o.during), upper(o.during)
  );
end
$$;
revoke all on function dining.busy_spans(
  dining.locations, date, date, uuid, tstzrange
) from public;
