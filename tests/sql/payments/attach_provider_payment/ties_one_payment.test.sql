begin;
select plan(12);

create temporary table sale as select * from test_support.make_sale();
create temporary table attempt as
select n, (sales.start_payment(test_support.place_order(event_id,
  test_support.cart(ticket_type_id, 1)) ->> 'public_token')
  ->> 'payment_id')::uuid as id
from sale, generate_series(1, 2) as n;
create temporary table told as
select n, id, test_support.mollie_payment(id, 'open', jsonb_build_object('id', 'tr_' || n)) as j
from attempt;

select is(
  payments.attach_provider_payment(id, j),
  jsonb_build_object('payment_id', id, 'checkout_url', 'https://pay.example/' || id, 'status',
    'open'), 'attached') from told where n = 1;
select results_eq(
  $$ select status::text, provider_payment_id, mode, check_at, expires_at is not null
  from payments.payments where id = (select id from attempt where n = 1) $$,
  $$ values ('open', 'tr_1', 'test', core.clock() + interval '20 minutes', true) $$,
  'what we know of it now');
select is(
  payments.attach_provider_payment(id,
    j || '{"_links": {"checkout": {"href": "https://other.example"}}}') ->> 'checkout_url',
  'https://pay.example/' || id, 'a repeat changes nothing') from told where n = 1;
select test_support.throws_slug(
  format('select payments.attach_provider_payment(%L, %L)', id, j || '{"id": "tr_9"}'), 409,
  'payment_conflict',
  'another payment for the same attempt') from told where n = 1;
select throws_ok(
  format('select payments.attach_provider_payment(%L, %L)', id, j || '{"id": "tr_1"}'), '23505',
  null,
  'one payment for two attempts') from told where n = 2;
select test_support.throws_slug(
  format('select payments.attach_provider_payment(%L, %L)', gen_random_uuid(), '{}'), 404,
  'payment_not_found', 'no such attempt');
select test_support.throws_slug(
  format('select payments.attach_provider_payment(null, %L)', '{}'), 404, 'payment_not_found',
  'none at all');
select is((select status::text from payments.payments
  where id = (select id from attempt where n = 2)), 'created', 'the second is untouched');

-- The answer came after the webhook: what happened stands.
select test_support.report(id, 'paid') from attempt where n = 2;
select is(
  payments.attach_provider_payment(id, test_support.mollie_payment(id, 'open')) ->> 'status',
  'paid', 'paid stays paid') from attempt where n = 2;
select is((select check_at from payments.payments where id = (select id from attempt where n = 2)),
  null, 'and needs no checking');
select test_support.as_user('seller');
select throws_ok(format('select payments.attach_provider_payment(%L, %L)', gen_random_uuid(), '{}'),
  '42501', null, 'it is for workers');
select throws_ok('update public.payments set status = ''paid''', '42501', null,
  'and nobody writes payments');

select * from finish();
rollback;
