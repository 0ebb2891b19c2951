begin;
select plan(11);

create temporary table sale as select * from test_support.make_sale('{"capacity": 10}');
select test_support.place_order(event_id, test_support.cart(ticket_type_id, 3)) from sale;
select test_support.buy(event_id, test_support.cart(ticket_type_id, 2)) from sale;
create function test_support.set_capacity(p_capacity integer) returns text language plpgsql as $$
begin
  perform test_support.as_user('seller');
  update public.ticket_types set capacity = p_capacity
  where id = (select s.ticket_type_id from sale as s);
  perform test_support.as_operator();
  return 'done';
end
$$;
grant select on sale to public;
create function test_support.left_now() returns bigint language sql as $$
  select test_support.places_left(s.ticket_type_id) from sale as s
$$;

select is(test_support.set_capacity(20), 'done', 'raised');
select is(test_support.left_now(), 15::bigint, 'the new places are there');
select is(test_support.set_capacity(5), 'done', 'lowered to what is sold and held');
select is(test_support.left_now(), 0::bigint, 'nothing is left');
select test_support.throws_slug(
  'select test_support.set_capacity(4)', 409, 'capacity_below_sold', 'one less is refused');
select test_support.as_operator();
select is((select capacity from events.ticket_types), 5, 'and changes nothing');
select test_support.throws_slug('select test_support.set_capacity(0)', 409, 'capacity_below_sold');
select test_support.as_operator();
select is(test_support.set_capacity(2000), 'done', 'raised to thousands');
select is(
  (select array[(select lanes from events.capacity_pools), sum(remaining)]
    from events.capacity_lanes),
  array[32, 1995]::bigint[], 'it is spread over lanes');
select is(test_support.set_capacity(null), 'done', 'without a limit');
select is(test_support.left_now(), 999999995::bigint, 'sales are counted all the same');

select * from finish();
rollback;
