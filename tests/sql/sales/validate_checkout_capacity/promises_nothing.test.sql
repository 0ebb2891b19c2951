begin;
select plan(8);

create temporary table sale as select * from test_support.make_sale('{"capacity": 3}');
grant select on sale to public;
select test_support.as_anon();
select is(
  public.validate_checkout_capacity(event_id, test_support.cart(ticket_type_id, 2)),
  '{"ok": true, "subtotal_amount": 5000, "discount_amount": 0, "service_fee_amount": 0,
    "vat_amount": 413, "total_amount": 5000, "currency": "EUR", "lines": [
      {"line": 1, "name": "10 km", "quantity": 2, "unit_amount": 2500, "discount_amount": 0,
        "total_amount": 5000, "vat_rate": 900, "vat_amount": 413}]}', 'it would do') from sale;
select test_support.as_operator();
select is(test_support.places_left(ticket_type_id), 3::bigint, 'nothing is held') from sale;
select is_empty('select 1 from sales.orders', 'no order is made');
select test_support.as_anon();
select test_support.throws_slug(
  format('select public.validate_checkout_capacity(%L, %L)', event_id,
    test_support.cart(ticket_type_id, 4)),
  409, 'sold_out', 'more than there are') from sale;
select test_support.throws_slug(
  'select public.validate_checkout_capacity()', 400, 'missing_field', 'nothing at all');
select test_support.throws_slug(
  format('select public.validate_checkout_capacity(null, %L)',
    test_support.cart(ticket_type_id, 1)), 400, 'missing_field',
  'no event') from sale;
select test_support.throws_slug(
  format('select public.validate_checkout_capacity(gen_random_uuid(), %L)',
    test_support.cart(ticket_type_id, 1)),
  404, 'event_not_found', 'an event that is not there') from sale;
select test_support.as_operator();
select test_support.sign_in('seller');
select is(
  public.validate_checkout_capacity(event_id, test_support.cart(ticket_type_id, 3)) ->> 'ok',
  'true',
  'for the organiser as for everyone') from sale;

select * from finish();
rollback;
