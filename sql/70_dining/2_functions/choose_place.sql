-- The place that a party gets, of those that are free: a table before a group, then the fewest
-- empty seats, then tables that belong to no group, then the stay that leaves the least time on
-- its tables too short to be booked, then their order, then their ids. Null when none is free.
--
-- p_area_ids: where the party may sit; empty: anywhere. p_busy: what is taken (dining.busy_tables);
-- p_from and p_clear_at: the stay with its buffer, p_until: without.
create or replace function dining.choose_place(
  p_location dining.locations,
  p_shift dining.effective_shift,
  p_area_ids uuid[],
  p_party_size integer,
  p_channel dining.channel,
  p_from timestamptz,
  p_until timestamptz,
  p_clear_at timestamptz,
  p_busy dining.busy_table[]
)
  returns dining.place
  language plpgsql
  stable
  security definer
  set search_path = ''
  set plan_cache_mode = 'force_generic_plan'
  set enable_nestloop = 'off'
  set jit = 'off'
as $$
declare
  v_stay constant tstzrange := tstzrange(p_from, p_until);
  v_taken constant tstzrange := tstzrange(p_from, p_clear_at);
  v_place dining.place;
begin
  with busy as (
    select
      b.table_id, bool_or(b.during && v_taken) as is_taken,
      max(upper(b.during)) filter (where upper(b.during) <= p_from) as left_at,
      min(lower(b.during)) filter (where lower(b.during) >= p_clear_at) as next_at
    from unnest(p_busy) as b
    group by b.table_id
  ),
  closed as (
    select distinct c.table_id
    from dining.closed_tables(p_location, p_shift.service_date, p_shift.service_date) as c
    where c.during && v_stay
  ),
  places as materialized (
    select row_number() over () as no, p as place
    from dining.places(p_location, p_party_size, p_channel) as p
    where cardinality(p_area_ids) = 0 or p.area_ids <@ p_area_ids
  ),
  judged as (
    -- Time before and after the stay in which nobody could be received any more.
    select m.no, sum(
      case when g.before > '0' and g.before < p_clear_at - p_from then g.before else '0' end
      + case when g.after > '0' and g.after < p_clear_at - p_from then g.after else '0' end
    ) as damage
    from (select p.no, unnest((p.place).member_ids) as table_id from places as p) as m
    left join busy as b on b.table_id = m.table_id
    left join closed as c on c.table_id = m.table_id
    cross join lateral (
      select
        p_from - greatest(p_shift.starts_at, b.left_at) as before,
        least(p_shift.ends_at, b.next_at) - p_clear_at as after
    ) as g
    group by m.no
    having not bool_or(coalesce(b.is_taken, false) or c.table_id is not null)
  )
  select (p.place).* into v_place
  from places as p
  join judged as j on j.no = p.no
  order by
    (p.place).table_group_id is not null, (p.place).max_capacity - p_party_size,
    (p.place).is_grouped, j.damage, (p.place).sort_order,
    coalesce((p.place).table_id, (p.place).table_group_id)
  limit 1;
  return v_place;
end
$$;
revoke all on function dining.choose_place(
  dining.locations, dining.effective_shift, uuid[], integer, dining.channel,
  timestamptz, timestamptz, timestamptz, dining.busy_table[]
) from public;
