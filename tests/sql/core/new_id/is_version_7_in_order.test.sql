begin;
select plan(5);

create temporary table made as
select n, core.new_id() as id from generate_series(1, 1000) as n;
select is(count(distinct id), 1000::bigint, 'all differ') from made;
select is(count(*), 0::bigint, 'every one has version 7 and the RFC variant')
from made where id::text !~ '^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$';
select is(count(*), 0::bigint, 'none sorts before one made a millisecond earlier')
from (select left(id::text, 13) as stamp, lag(left(id::text, 13)) over (order by n) as before
  from made) as m
where stamp < before;
select ok(
  abs(extract(epoch from clock_timestamp()) * 1000
    - ('x' || replace(left(id::text, 13), '-', ''))::bit(48)::bigint) < 60000,
  'it carries the real time')
from made where n = 1000;
select test_support.set_clock('2001-01-01');
select ok(core.new_id() > (select id from made where n = 1000), 'also while the clock is moved');

select * from finish();
rollback;
