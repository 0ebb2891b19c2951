begin;
select plan(14);

create temporary table sale as select * from test_support.make_sale();
create temporary table placed as
select test_support.staff_order('seller', event_id, test_support.cart(ticket_type_id, 2),
  'bank') as o from sale;
create temporary table refused as
select about, status, slug, format(
  'select public.record_manual_payment(%L, %s, %L, %L, %L)', o ->> 'order_id', amount, method,
  reference, received_at) as call
from placed, (values
  ('too little', '4999', 'bank', 'x', null, 422, 'wrong_amount'),
  ('too much', '5001', 'bank', 'x', null, 422, 'wrong_amount'),
  ('less than nothing', '-5000', 'bank', 'x', null, 422, 'wrong_amount'),
  ('more than fits', '9000000000000', 'bank', 'x', null, 422, 'wrong_amount'),
  ('no amount', 'null', 'bank', 'x', null, 400, 'missing_field'),
  ('no method', '5000', null, 'x', null, 400, 'missing_field'),
  ('another method', '5000', 'mollie', 'x', null, 400, 'invalid_field'),
  ('no reference', '5000', 'bank', ' ', null, 400, 'missing_field'),
  ('a long reference', '5000', 'bank', repeat('x', 201), null, 400, 'invalid_field'),
  ('not yet', '5000', 'bank', 'x', now() + interval '1 minute', 400, 'invalid_field'),
  ('long ago', '5000', 'bank', 'x', now() - interval '2 years', 400, 'invalid_field')
) as c (about, amount, method, reference, received_at, status, slug);
select test_support.sign_in('seller');
select test_support.throws_slug(call, status, slug, about) from refused;
select test_support.throws_slug('select public.record_manual_payment()', 400, 'missing_field',
  'no order');
select test_support.as_operator();
select is(test_support.order_status(o), 'pending', 'the order waits') from placed;
select is_empty('select 1 from payments.payments', 'nothing is recorded');

select * from finish();
rollback;
