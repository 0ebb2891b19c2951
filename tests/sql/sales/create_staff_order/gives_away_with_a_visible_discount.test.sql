-- A complimentary order costs nothing: all of its price is discount, and its tickets are there.
begin;
select plan(12);

create temporary table sale as select * from test_support.make_sale('{"capacity": 5}');
create temporary table gift as
select test_support.staff_order('seller', event_id, test_support.cart(ticket_type_id, 2),
  'complimentary', '{"note": "For the mayor\nand her wife"}') as o from sale;
select is(o ->> 'status', 'paid', 'settled at once') from gift;
select is((o ->> 'total_amount')::integer, 0, 'it costs nothing') from gift;
select results_eq(
  $$ select settlement::text, subtotal_amount, discount_amount, service_fee_amount, vat_amount,
    total_amount, user_id, note
    from sales.orders $$,
  $$ values ('complimentary', 5000, 5000, 0, 0, 0, null::uuid, E'For the mayor\nand her wife') $$,
  'what it would have cost is all discount; it belongs to no user; the note keeps its lines');
select results_eq(
  'select unit_amount, discount_amount, total_amount, vat_amount from sales.order_items',
  'values (2500, 5000, 0, 0)', 'so say its lines');
select is((select count(*) from sales.ticket_instances where status = 'valid'), 2::bigint,
  'its tickets are there');
select is(test_support.places_left(ticket_type_id), 3::bigint, 'they took places') from sale;
select is(test_support.queued('order:' || (o ->> 'order_id')),
  array['email.order_confirmation'], 'and are mailed') from gift;
select is_empty('select 1 from payments.payments', 'no money moved');
select results_eq(
  $$ select performed_by, performed_by_type::text, action from core.audit_log
    where entity_type = 'order' $$,
  $$ select test_support.user_id('seller'), 'operator', 'order.created' $$,
  'the log tells who of the staff placed it');
select test_support.throws_slug(
  format($$ select test_support.staff_order('seller', %L, %L, 'complimentary',
    '{"promo_code": "SUMMER"}') $$, event_id, test_support.cart(ticket_type_id, 1)),
  400, 'invalid_field', 'a discount on nothing') from sale;
select test_support.throws_slug(
  format($$ select test_support.staff_order('seller', %L, %L, 'complimentary') $$,
    event_id, test_support.cart(ticket_type_id, 4)),
  409, 'sold_out', 'gifts need places too') from sale;
select is_empty('select * from core.doctor()', 'the books agree');

select * from finish();
rollback;
