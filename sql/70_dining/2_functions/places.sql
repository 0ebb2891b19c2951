-- Where a party of this size fits: active tables in active areas, and groups whose tables are all
-- such. Guests who book themselves get only what is bookable online.
create or replace function dining.places(
  p_location dining.locations,
  p_party_size integer,
  p_channel dining.channel
)
  returns setof dining.place
  language plpgsql
  stable
  security definer
  set search_path = ''
  set plan_cache_mode = 'force_generic_plan'
  -- As in dining.judged_slots(); but a group's tables are sorted, whoever calls.
  set enable_nestloop = 'off'
  set enable_mergejoin = 'off'
  set enable_sort = 'on'
  rows 100
as $$
declare
  v_is_guest constant boolean := dining.is_guest_channel(p_channel);
begin
  return query
    with usable as (
      select t.id, t.area_id, t.min_capacity, t.max_capacity, t.online_bookable, t.sort_order
      from dining.tables as t
      join dining.areas as a
        on a.org_id = t.org_id and a.location_id = t.location_id and a.id = t.area_id
        and a.is_active
      where t.org_id = p_location.org_id and t.location_id = p_location.id and t.is_active
    ),
    grouped as (
      select
        g.id, g.min_capacity, g.max_capacity, g.online_bookable, g.sort_order,
        array_agg(m.table_id order by m.table_id) as member_ids,
        array_agg(u.area_id) as area_ids
      from dining.table_groups as g
      join dining.table_group_members as m
        on m.org_id = g.org_id and m.location_id = g.location_id and m.table_group_id = g.id
      left join usable as u on u.id = m.table_id
      where g.org_id = p_location.org_id and g.location_id = p_location.id and g.is_active
      group by g.org_id, g.id
      having bool_and(u.id is not null)
    )
    select
      u.id, null::uuid, array[u.id], array[u.area_id], u.max_capacity,
      u.id in (select unnest(g.member_ids) from grouped as g), u.sort_order
    from usable as u
    where p_party_size between u.min_capacity and u.max_capacity
      and (u.online_bookable or not v_is_guest)
    union all
    select null, g.id, g.member_ids, g.area_ids, g.max_capacity, true, g.sort_order
    from grouped as g
    where p_party_size between g.min_capacity and g.max_capacity
      and (g.online_bookable or not v_is_guest);
end
$$;
revoke all on function dining.places(dining.locations, integer, dining.channel) from public;
