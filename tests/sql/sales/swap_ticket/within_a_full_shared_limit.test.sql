-- A place in a limit that both ticket types share only changes hands when nothing is to be paid; a
-- swap that waits for its payment needs one of its own.
begin;
select plan(8);

create temporary table sale as select * from test_support.make_sale('{"price": 1000}');
create temporary table type as
select name, test_support.make_ticket_type(event_id, 'seller', jsonb_build_object(
  'name', name, 'price', price)) as id
from sale, (values ('Same', 1000), ('Dear', 2000)) as t (name, price);
select test_support.add_row('seller', 'capacity_pools', jsonb_build_object(
  'org_id', org_id, 'event_id', event_id, 'name', 'Everybody', 'capacity', 1)) as id
into temporary table pool from sale;
select test_support.as_user('seller');
insert into public.ticket_type_pools (org_id, ticket_type_id, pool_id)
select y.org_id, y.id, p.id from public.ticket_types as y
join public.capacity_pools as p on p.name = 'Everybody' and p.event_id = y.event_id;
select test_support.as_operator();
select test_support.allow_changes(event_id) from sale;
create temporary table bought as
select test_support.buy(event_id, test_support.cart(ticket_type_id, 1)) as o from sale;
select is(test_support.places_left(id), 0::bigint, 'the event is full') from pool;
create temporary table swap as
select test_support.swap(bought.o, id) as o from bought, type where name = 'Same';
select is(o ->> 'status', 'paid', 'who is in moves within') from swap;
select is(test_support.places_left(id), 0::bigint, 'it is as full as before') from pool;
select results_eq(
  $$ select o.purpose::text, c.quantity from sales.capacity_claims as c
    join sales.orders as o on o.id = c.order_id join pool on pool.id = c.pool_id $$,
  $$ values ('swap', 1) $$, 'the place is the other order''s');
select is((test_support.places_left(sale.ticket_type_id), test_support.places_left(type.id)),
  (80::bigint, 79::bigint), 'own places moved') from sale, type where name = 'Same';
select test_support.throws_slug(format('select test_support.swap(%L, %L)', swap.o, type.id), 409,
  'sold_out', 'what is to be paid needs a second place meanwhile')
from swap, type where name = 'Dear';
select is((select count(*) from sales.orders), 2::bigint, 'nothing was done');
select is_empty('select * from core.doctor() where promise <> ''every_message_arrives''',
  'no promise is broken');

select * from finish();
rollback;
