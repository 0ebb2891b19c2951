-- The tables that reservations keep, by the span in which they do; a reservation that waits for a
-- table takes the one that it would be given, as busy_tables() has it.
begin;
select plan(5);

select test_support.set_clock('2027-01-01 12:00Z');
select test_support.make_user('seller');
create temporary table place as
select test_support.make_restaurant(o.org_id, 'seller', '{}') as id
from (select test_support.make_org('Eethuis', 'seller') as org_id) as o;

create function test_support.differences(p_without uuid) returns bigint language sql as $$
  with spans as (
    select lower(b.during) as taken_at, upper(b.during) as free_at, b.table_id
    from place as p
    join dining.locations as l on l.id = p.id
    cross join lateral unnest(
      dining.busy_tables(l, '2027-01-11', '2027-01-11', p_without)) as b
  ),
  found as (
    select s.taken_at, s.free_at, unnest(s.table_ids) as table_id
    from place as p
    join dining.locations as l on l.id = p.id
    cross join lateral unnest(
      dining.busy_spans(l, '2027-01-11', '2027-01-11', p_without, '(,)')) as s
  )
  select count(*) from (
    (
      select s.taken_at, s.free_at, s.table_id from spans as s
      except all
      select f.taken_at, f.free_at, f.table_id from found as f
    )
    union all (
      select f.taken_at, f.free_at, f.table_id from found as f
      except all
      select s.taken_at, s.free_at, s.table_id from spans as s
    )
  ) as d
$$;
create function test_support.taken() returns bigint language sql as $$
  select coalesce(sum(cardinality(s.table_ids)), 0)::bigint
  from place as p
  join dining.locations as l on l.id = p.id
  cross join lateral unnest(
    dining.busy_spans(l, '2027-01-11', '2027-01-11', null, '(,)')) as s
$$;

select is(test_support.taken(), 0::bigint, 'nothing is taken');
create temporary table reserved as
select test_support.reserve(p.id, '18:00', 'noor') as r from place as p;
select is(test_support.taken(), 1::bigint, 'then a table');
select is(test_support.differences(null), 0::bigint, 'as busy_tables() says');
select is(test_support.differences((r ->> 'reservation_id')::uuid), 0::bigint, 'also without it')
from reserved;
delete from dining.table_occupancy;
update dining.reservations set table_id = null, table_group_id = null;
select is(
  array[test_support.taken(), test_support.differences(null)], array[1, 0]::bigint[],
  'and where it waits for its table');

select * from finish();
rollback;
