begin;
select plan(17);

create temporary table sale as select * from test_support.make_sale('{"capacity": 20}');
create temporary table kids as
select test_support.make_ticket_type(event_id, 'seller', '{"name": "Kids"}') as id from sale;
create temporary table pool as
select test_support.add_row('seller', 'capacity_pools', jsonb_build_object(
  'org_id', org_id, 'event_id', event_id, 'name', 'All', 'capacity', 6)) as id from sale;
grant select on sale, kids, pool to public;
create function test_support.maps(variadic p_ids uuid[]) returns void language plpgsql as $$
begin
  perform test_support.as_user('seller');
  insert into public.ticket_type_pools (org_id, ticket_type_id, pool_id)
  select s.org_id, t, p.id from unnest(p_ids) as t, sale as s, pool as p;
  perform test_support.as_operator();
end
$$;
create function test_support.unmaps(variadic p_ids uuid[]) returns void language plpgsql as $$
begin
  perform test_support.as_user('seller');
  delete from public.ticket_type_pools
  where ticket_type_id = any (p_ids) and pool_id = (select p.id from pool as p);
  perform test_support.as_operator();
end
$$;
create function test_support.taken() returns bigint language sql as $$
  select p.capacity - sum(l.remaining)
  from events.capacity_pools as p
  join events.capacity_lanes as l on l.pool_id = p.id
  where p.id = (select pool.id from pool)
  group by p.capacity
$$;
create temporary table mixed as
select test_support.place_order(event_id,
  test_support.cart(ticket_type_id, 2) || test_support.cart(kids.id, 1)) as j from sale, kids;
create temporary table bought as
select test_support.buy(event_id, test_support.cart(ticket_type_id, 2)) as j from sale;

select test_support.maps(ticket_type_id) from sale;
select is(test_support.taken(), 4::bigint, 'what is held and what is paid');
select test_support.maps(id) from kids;
select is(test_support.taken(), 5::bigint, 'of the next as well');
select is(
  (select c.quantity from sales.capacity_claims as c, pool as p, mixed as m
  where c.pool_id = p.id and c.order_id = (m.j ->> 'order_id')::uuid), 3, 'one claim per order');
select is_empty('select problem from core.doctor()', 'everything adds up');
select is(public.get_event(event_id) #> '{ticket_types,0,max_quantity}', '1', 'one is left for all')
from sale;
select test_support.throws_slug(
  format('select test_support.place_order(%L, test_support.cart(%L, 2))', event_id, kids.id),
  409, 'sold_out') from sale, kids;
select test_support.as_operator();

select test_support.unmaps(id) from kids;
select is(test_support.taken(), 4::bigint, 'off again');
select is(
  (select c.quantity from sales.capacity_claims as c, pool as p, mixed as m
  where c.pool_id = p.id and c.order_id = (m.j ->> 'order_id')::uuid), 2, 'less of the same claim');
select test_support.unmaps(ticket_type_id) from sale;
select is(test_support.taken(), 0::bigint, 'nothing is left of it');
select is_empty('select 1 from sales.capacity_claims as c, pool as p where c.pool_id = p.id',
  'not even empty claims');
select is_empty('select problem from core.doctor()', 'everything adds up');

-- What does not fit is refused, all of it.
update events.capacity_lanes set remaining = 4 where pool_id = (select id from pool);
update events.capacity_pools set capacity = 4 where id = (select id from pool);
select test_support.throws_slug(
  format('select test_support.maps(%L, %L)', ticket_type_id, kids.id), 409, 'capacity_below_sold')
from sale, kids;
select test_support.as_operator();
select is(test_support.taken(), 0::bigint, 'nothing is taken');
select is_empty('select 1 from events.ticket_type_pools as m, pool as p where m.pool_id = p.id',
  'nothing is mapped');
select test_support.maps(ticket_type_id) from sale;
select is(test_support.taken(), 4::bigint, 'one fits');

-- An order that ends gives back what it was made to claim.
select sales.release_claims(array(select o from sales.orders as o where o.status = 'pending'));
select is(test_support.taken(), 2::bigint, 'given back');
select is_empty(
  $$ select problem from sales.promise_capacity where problem <> 'a live order holds no capacity' $$,
  'everything adds up');

select * from finish();
rollback;
