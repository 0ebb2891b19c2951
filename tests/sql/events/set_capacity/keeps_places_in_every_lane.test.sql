-- From one lane to many and back, with places given back in between.
begin;
select plan(4);

create temporary table sale as select * from test_support.make_sale('{"capacity": 5000}');
create function test_support.resize(p_capacity integer) returns numeric[] language plpgsql as $$
declare
  v_pool events.capacity_pools;
begin
  perform events.set_capacity(s.org_id, s.ticket_type_id, p_capacity) from sale as s;
  select * into v_pool from events.capacity_pools;
  return array[v_pool.capacity, v_pool.lanes, (select sum(remaining) from events.capacity_lanes)];
end
$$;
select ok(bool_and(events.claim_capacity(org_id, ticket_type_id, 100)), 'a thousand are taken')
from sale, generate_series(1, 10);
select is(test_support.resize(1100), array[1100, 1, 100]::numeric[], 'few left: one lane');
select events.release_capacity(org_id, ticket_type_id, 700) from sale;
select is(test_support.resize(1500), array[1500, 32, 1200]::numeric[], 'many again: 32 lanes');
update core.settings set value = '4' where key = 'events.lanes';
select is(test_support.resize(1400), array[1400, 4, 1100]::numeric[],
  'fewer, when the setting says so');

select * from finish();
rollback;
