begin;
select plan(9);

create temporary table sale as select * from test_support.make_sale('{"capacity": 10}');
create function test_support.claim(p_quantity integer) returns boolean language sql as $$
  select events.claim_capacity(s.org_id, s.ticket_type_id, p_quantity) from sale as s
$$;
select is((select lanes::integer from events.capacity_pools), 1, 'a small pool is a plain counter');
select ok(test_support.claim(4), 'four of ten');
select ok(test_support.claim(5), 'five of six');
select is(test_support.claim(2), false, 'two of one: refused');
select is(test_support.places_left((select ticket_type_id from sale)), 1::bigint,
  'and nothing taken');
select ok(test_support.claim(1), 'the last one');
select is(test_support.claim(1), false, 'then nothing is left');
select events.release_capacity(org_id, ticket_type_id, 3) from sale;
select is(test_support.places_left((select ticket_type_id from sale)), 3::bigint,
  'what is given back');
select ok(test_support.claim(3), 'can be taken again');

select * from finish();
rollback;
