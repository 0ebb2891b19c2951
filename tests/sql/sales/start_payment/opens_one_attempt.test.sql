begin;
select plan(12);

create temporary table sale as select * from test_support.make_sale();
create temporary table placed as select test_support.place_order(event_id,
  test_support.cart(ticket_type_id, 2)) as o from sale;
grant select on sale, placed to public;
select test_support.as_service();
create temporary table asked as select payments.start_payment(o ->> 'public_token') as p from placed;
select is(
  p - '{payment_id}'::text[],
  jsonb_build_object('kind', 'order', 'order_id', o ->> 'order_id', 'org_id', org_id, 'order_number',
    o ->> 'order_number', 'amount', 5000,
    'currency', 'EUR', 'description', (o ->> 'order_number') || ' City Run', 'language', 'nl',
    'return_url', null,
    'provider_payment_id', null, 'checkout_url', null,
    'connection_id', null, 'application_fee_amount', 0),
  'what the provider is to be told') from asked, placed, sale;
select is(payments.start_payment(o ->> 'public_token'), p, 'a repeat gives the same attempt')
from asked, placed;
select is(
  payments.attach_provider_payment((p ->> 'payment_id')::uuid,
    test_support.mollie_payment((p ->> 'payment_id')::uuid, 'open')) ->> 'status',
  'open', 'the provider made it') from asked;
select is(
  payments.start_payment(o ->> 'public_token') ->> 'checkout_url',
  'https://pay.example/' || (p ->> 'payment_id'),
  'from then on with the address to pay at') from asked, placed;
select test_support.as_operator();
select is((select count(*) from payments.payments), 1::bigint, 'there is one attempt');
select is((select checkout_session_id from sales.orders)::text, p ->> 'payment_id',
  'the order knows it') from asked;
select is(
  public.get_order(o ->> 'public_token') ->> 'checkout_url',
  'https://pay.example/' || (p ->> 'payment_id'),
  'so its guest finds back to it') from asked, placed;

select test_support.throws_slug(format('select payments.start_payment(%L)', token), status, slug,
  coalesce(token, 'null'))
from (values (null, 400, 'missing_field'), ('', 400, 'missing_field'),
  ('wrong', 404, 'order_not_found')) as c (token, status, slug);
select test_support.as_anon();
select throws_ok($$ select payments.start_payment('x') $$, '42501', null,
  'visitors do not open attempts');
select test_support.as_operator();
select test_support.report((p ->> 'payment_id')::uuid, 'paid') from asked;
select test_support.throws_slug(
  format('select payments.start_payment(%L)', o ->> 'public_token'), 409, 'order_already_paid',
  'paid is paid') from placed;

select * from finish();
rollback;
