-- Products that go with a ticket come along at what they were sold for, out of no new stock; one that
-- is for the old ticket type alone holds it back. What the new one needs is bought with it.
begin;
select plan(19);

create temporary table sale as select * from test_support.make_sale();
create temporary table half as
select test_support.make_ticket_type(event_id, 'seller',
  '{"name": "21 km", "price": 2500}') as id from sale;
select test_support.allow_changes(event_id) from sale;
create temporary table goods as
select g.name, test_support.add_row('seller', 'products', jsonb_build_object(
  'org_id', org_id, 'event_id', event_id, 'name', g.name, 'price', price, 'capacity', stock,
  'max_quantity', 5, 'scope', 'ticket') || more) as id
from sale, half, lateral (values
  ('Shirt', 2000, 2, '{}'::jsonb),
  ('Medal', 500, 9, jsonb_build_object('ticket_type_id', ticket_type_id)),
  ('Chip', 300, 9, jsonb_build_object('ticket_type_id', half.id, 'is_required', true))
) as g (name, price, stock, more);
create function test_support.runner(variadic p_goods text[]) returns jsonb language sql as $$
  select test_support.buy(event_id, test_support.entries(ticket_type_id, jsonb_build_array(
    '{"first_name": "Rita", "last_name": "Runner"}'::jsonb || jsonb_build_object('products', (
      select jsonb_agg(jsonb_build_object('product_id', g.id, 'quantity', 1 + (name = 'Shirt')::int))
      from goods as g where g.name = any (p_goods))))))
  from sale
$$;
create temporary table shirt as select test_support.runner('Shirt') as o;
create temporary table medal as select test_support.runner('Medal') as o;
select is((select test_support.places_left(id) from goods where name = 'Shirt'), 0::bigint,
  'no shirt is left');
-- The price of now is another, and nobody else can have one any more.
select test_support.change_rows('seller', 'products', 'id', id, '{"price": 9000}')
from goods where name = 'Shirt';

select test_support.throws_slug(format('select test_support.swap(%L, %L)', o, half.id),
  409, 'product_stays_behind', 'a medal is for 10 km') from medal, half;
select test_support.throws_slug(format('select test_support.swap(%L, %L)', o, half.id),
  400, 'product_missing', '21 km needs a chip') from shirt, half;
select is((select count(*) from sales.orders), 2::bigint, 'nothing was made');

create temporary table swap as select test_support.swap(o, half.id, jsonb_build_object(
  'registration', jsonb_build_object('products', jsonb_build_array(
    jsonb_build_object('product_id', goods.id))))) as o
from shirt, half, goods where name = 'Chip';
select is(o ->> 'total_amount', '300', 'only the chip is to be paid') from swap;
select results_eq(
  format('select line::int, name, quantity, total_amount, for_line::int, from_item_id is not null
    from sales.order_items where order_id = %L order by line', o ->> 'order_id'),
  $$ values (1, '21 km', 1, 2500, null, false), (2, 'Chip', 1, 300, 1, false),
    (3, 'Shirt', 2, 4000, 1, true) $$, 'all of it in the new order') from swap;
select is((o.subtotal_amount, o.credit_amount, o.vat_amount),
  (6800, 6500, (select sum(vat_amount)::integer from sales.order_items as i
    where i.order_id = o.id) - o.credit_vat_amount), 'and paid by the credit')
from sales.orders as o, swap where o.id = (swap.o ->> 'order_id')::uuid;
select is((select vat_amount from sales.orders as o, swap
  where o.id = (swap.o ->> 'order_id')::uuid), 52, 'the VAT of the chip is left');
create function test_support.claims(p_name text) returns text language sql as $$
  select string_agg(o.purpose::text || c.quantity, ' ' order by o.id)
  from sales.capacity_claims as c join sales.orders as o on o.id = c.order_id
  join goods as g on g.id = c.pool_id where g.name = p_name
$$;
select is(test_support.claims('Shirt'), 'sale2', 'shirts stay where they are meanwhile');
select test_support.report(test_support.open_payment(o), 'paid') from swap;
select is(test_support.order_status(o), 'paid', 'paid') from swap;
select is(test_support.claims('Shirt'), 'swap2', 'and come along then');
select is(test_support.claims('Chip'), 'swap1', 'with a chip');
select is((select test_support.places_left(id) from goods where name = 'Shirt'), 0::bigint,
  'nobody else could have had one');
select results_eq(
  $$ select product, quantity, order_id from public.products_per_person
    where product <> 'Medal' order by 1 $$,
  format('values (''Chip'', 1, %L::uuid), (''Shirt'', 2, %L)', o ->> 'order_id',
    o ->> 'order_id'), 'each is handed out once') from swap;
select is((select sum(quantity) from sales.order_items as i, shirt
  where i.order_id = (o ->> 'order_id')::uuid and refunded_quantity < quantity), null,
  'the first order has nothing left');
select is(sales.money_left(o), 6800::bigint, 'nor money')
from sales.orders as o where purpose = 'swap';
select is_empty('select * from core.doctor() where promise <> ''every_message_arrives''',
  'no promise is broken');

-- And on: what came along comes along again.
select test_support.change_rows('seller', 'products', 'id', id, '{"ticket_type_id": null}')
from goods where name = 'Chip';
create temporary table back as select test_support.swap(swap.o, ticket_type_id) as o
from swap, sale;
select is(o ->> 'status', 'paid', 'back for nothing') from back;
select is_empty('select * from core.doctor() where promise <> ''every_message_arrives''',
  'no promise is broken');

select * from finish();
rollback;
