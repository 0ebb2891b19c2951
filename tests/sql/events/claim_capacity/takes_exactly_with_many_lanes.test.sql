-- A large pool is spread over lanes; whatever order of quantities empties it, the sum is exact.
begin;
select plan(9);

create temporary table sale as select * from test_support.make_sale('{"capacity": 1000}');
create function test_support.claim(p_quantity integer) returns boolean language sql as $$
  select events.claim_capacity(s.org_id, s.ticket_type_id, p_quantity) from sale as s
$$;
select is((select lanes::integer from events.capacity_pools), 32, 'it has 32 lanes');
select is(
  (select array_agg(distinct remaining order by remaining) from events.capacity_lanes),
  array[31, 32],
  'filled evenly');
select is((select sum(remaining) from events.capacity_lanes), 1000::bigint, 'with all places');
select ok(test_support.claim(33), 'more than any lane has');
select is((select sum(remaining) from events.capacity_lanes), 967::bigint, 'is taken exactly');

create temporary table taken as
select n, q, test_support.claim(q) as got
from generate_series(1, 400) as n cross join lateral (select 1 + (n * 7) % 6 as q) as quantity;
select is(
  (select coalesce(sum(q) filter (where got), 0) from taken) + (select sum(remaining)
    from events.capacity_lanes),
  967::bigint, 'taken and left add up');
select is(
  (select count(*) from taken as t where not t.got
    and t.q <= 967 - (select coalesce(sum(e.q), 0) from taken as e where e.got and e.n < t.n)),
  0::bigint, 'nobody was refused what was there');

-- The end game: enough is left in all, but not in any one lane.
update events.capacity_lanes set remaining = 3;
select ok(test_support.claim(5), 'five of 32 times three');
select is(
  (select array[(select lanes from events.capacity_pools), max(remaining), sum(remaining)]
    from events.capacity_lanes),
  array[1, 91, 91]::bigint[], 'what is left is gathered in one lane');

select * from finish();
rollback;
