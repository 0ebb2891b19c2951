begin;
select plan(8);

create temporary table sale as select * from test_support.make_sale();
create temporary table things (name text, id uuid default core.new_id());
insert into things (name) values ('shirt'), ('M'), ('L'), ('parking'), ('engraving');
create function test_support.thing(p_name text) returns uuid language sql as $$
  select t.id from things as t where t.name = p_name
$$;
insert into events.products (org_id, id, event_id, name, price, capacity, max_quantity)
select org_id, test_support.thing('shirt'), event_id, 'Shirt', 1995, 10, 2 from sale;
insert into events.product_variants (org_id, id, product_id, name, price, capacity)
select org_id, test_support.thing(name), test_support.thing('shirt'), name, price, 5
from sale, (values ('M', null), ('L', 2195)) as v (name, price);
insert into events.products (org_id, id, event_id, name, price, scope)
select org_id, test_support.thing('parking'), event_id, 'Parking', 500, 'order' from sale;
insert into events.products (
  org_id, id, event_id, ticket_type_id, name, price, vat_rate, personalisation_label,
  personalisation_max_length
)
select
  org_id, test_support.thing('engraving'), event_id, ticket_type_id, 'Engraving', 750, 2100,
  'Name on the medal', 20
from sale;

create temporary table placed as
select test_support.place_order(event_id, jsonb_build_array(
  jsonb_build_object('ticket_type_id', ticket_type_id, 'quantity', 2, 'registrations',
    jsonb_build_array(
      jsonb_build_object('first_name', 'Anna', 'last_name', 'Jansen', 'products', jsonb_build_array(
        jsonb_build_object(
          'product_id', test_support.thing('shirt'), 'variant_id', test_support.thing('L')),
        jsonb_build_object(
          'product_id', test_support.thing('engraving'), 'personalisation', ' Anna '))),
      jsonb_build_object('first_name', 'Bert', 'last_name', 'Bos', 'products', jsonb_build_array(
        jsonb_build_object('product_id', test_support.thing('shirt'),
          'variant_id', test_support.thing('M'), 'quantity', 2))))),
  jsonb_build_object('product_id', test_support.thing('parking'), 'quantity', 1))) as o
from sale;

select is((o ->> 'total_amount')::integer, 2 * 2500 + 2195 + 750 + 2 * 1995 + 500,
  'all of it, at our prices') from placed;
select results_eq(
  $$ select line::integer, kind::text, for_line::integer, for_position::integer, name, personalisation,
      quantity, unit_amount
    from sales.order_items order by line $$,
  $$ values
    (1, 'ticket', null::integer, null::integer, '10 km', null, 2, 2500),
    (2, 'product', null, null, 'Parking', null, 1, 500),
    (3, 'product', 1, 1, 'Shirt, L', null, 1, 2195),
    (4, 'product', 1, 1, 'Engraving', 'Anna', 1, 750),
    (5, 'product', 1, 2, 'Shirt, M', null, 2, 1995) $$,
  'the lines of the cart first, then what goes with each ticket');
select results_eq(
  $$ select t.name, test_support.places_left(t.id) from things as t where t.name <> 'engraving'
    order by t.name $$,
  $$ values ('L', 4::bigint), ('M', 3), ('parking', 999999999), ('shirt', 7) $$,
  'the stock of the product and of its variants is held');
select is_empty('select * from sales.promise_capacity', 'and it all adds up');
select test_support.report(test_support.open_payment(o), 'paid') from placed;
select is(count(*), 2::bigint, 'only tickets are issued as tickets') from sales.ticket_instances;
select is_empty('select * from sales.promise_orders', 'and that is all of them');

-- Unpaid, it all goes back.
create temporary table left_behind as
select test_support.place_order(event_id, jsonb_build_array(
  jsonb_build_object('ticket_type_id', ticket_type_id, 'quantity', 1, 'registrations',
    jsonb_build_array(jsonb_build_object('first_name', 'Cas', 'last_name', 'Dam', 'products',
      jsonb_build_array(jsonb_build_object('product_id', test_support.thing('shirt'),
        'variant_id', test_support.thing('L')))))))) as o
from sale;
select is(test_support.places_left(test_support.thing('L')), 3::bigint, 'one more is held');
select test_support.report(test_support.open_payment(o), 'expired') from left_behind;
select is(test_support.places_left(test_support.thing('L')), 4::bigint, 'and is back');

select * from finish();
rollback;
