-- Why no table is free at a slot: `value` is how many places would fit the party, `rules` are the
-- availability rules that close some of them during the stay, `blocking` the reservations that have
-- the others. A value of 0 says that nothing fits such a party in these areas.
create or replace function dining.explain_tables(
  p_location dining.locations,
  p_slot dining.slot,
  p_area_ids uuid[],
  p_party_size integer,
  p_channel dining.channel,
  p_busy dining.busy_table[]
)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_places constant dining.place[] := array(
    select p
    from dining.places(p_location, p_party_size, p_channel) as p
    where cardinality(p_area_ids) = 0 or p.area_ids <@ p_area_ids
  );
  v_table_ids constant uuid[] := array(
    select distinct m.table_id
    from unnest(v_places) as p
    cross join lateral unnest(p.member_ids) as m (table_id)
  );
begin
  return dining.explanation(
    'tables', to_jsonb(0), to_jsonb(cardinality(v_places)),
    array(
      select dining.rule('table_availability_rules', c.rule_id)
      from (
        select distinct x.rule_id
        from dining.closed_tables(p_location, p_slot.service_date, p_slot.service_date) as t
        cross join lateral unnest(t.rule_ids) as x (rule_id)
        where t.table_id = any (v_table_ids)
          and t.during && tstzrange(p_slot.slot_at, p_slot.stays_until)
      ) as c
      order by c.rule_id
    ),
    array(
      select r
      from dining.reservations as r
      where r.org_id = p_location.org_id
        and r.id = any (array(
          select b.reservation_id
          from unnest(p_busy) as b
          where b.table_id = any (v_table_ids)
            and b.during && tstzrange(p_slot.slot_at, p_slot.clear_at)
        ))
    ));
end
$$;
revoke all on function dining.explain_tables(
  dining.locations, dining.slot, uuid[], integer, dining.channel, dining.busy_table[]
) from public;
