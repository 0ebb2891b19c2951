begin;
select plan(5);

create temporary table sale as select * from test_support.make_sale('{"capacity": 10}');
create temporary table pool as
select org_id, ticket_type_id as id from sale
union all
select s.org_id, test_support.make_ticket_type(s.event_id, 'seller', t.row::jsonb)
from sale as s
cross join (values ('{"capacity": 1000}'), ('{"capacity": 2}')) as t (row);
create function test_support.claim(p_quantity integer) returns boolean language sql as $$
  select events.try_claim(
    (select org_id from sale), array_agg(p.id), array_fill(p_quantity, array[count(*)::integer]))
  from pool as p
$$;
create function test_support.left() returns bigint[] language sql as $$
  select array_agg(test_support.places_left(p.id) order by test_support.places_left(p.id))
  from pool as p
$$;

select ok(test_support.claim(2), 'two of each, one of them spread over lanes');
select is(test_support.left(), array[0, 8, 998]::bigint[], 'taken from all three');
select ok(not test_support.claim(1), 'one has none left');
select is(test_support.left(), array[0, 8, 998]::bigint[], 'so none was taken of the others');
delete from pool where test_support.places_left(id) = 0;
select ok(test_support.claim(1), 'without it there is enough');

select * from finish();
rollback;
