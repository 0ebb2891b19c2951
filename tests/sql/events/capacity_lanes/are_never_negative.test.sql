-- The promise is a constraint: an operator in psql meets it too.
begin;
select plan(2);

create temporary table sale as select * from test_support.make_sale('{"capacity": 10}');
select throws_ok(
  $$ update events.capacity_lanes set remaining = remaining - 11 $$, '23514', null,
  'never below zero');
select throws_ok(
  $$ update events.capacity_pools set capacity = -1 $$, '23514', null,
  'no more than a capacity is');

select * from finish();
rollback;
