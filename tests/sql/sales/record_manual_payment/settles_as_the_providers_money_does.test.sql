-- Recorded money settles the order, once.
begin;
select plan(15);

create temporary table sale as select * from test_support.make_sale();
create temporary table placed as
select test_support.staff_order('seller', event_id, test_support.cart(ticket_type_id, 2),
  'invoice') as o from sale;
create temporary table said as
select test_support.pay_by_hand('seller', o, 5000, 'bank', ' NL01 BANK 42 ',
  now() - interval '2 days') as a from placed;
select is(
  a - '{payment_id,received_at}'::text[],
  jsonb_build_object('order_id', o -> 'order_id', 'order_number', o -> 'order_number',
    'status', 'paid', 'amount', 5000, 'currency', 'EUR', 'method', 'bank',
    'reference', 'NL01 BANK 42'),
  'what was recorded') from said, placed;
select is((a ->> 'received_at')::timestamptz, now() - interval '2 days', 'and when it came')
from said;
select is(test_support.order_status(o), 'paid', 'the order is paid') from placed;
select is((select count(*) from sales.ticket_instances where status = 'valid'), 2::bigint,
  'its tickets are there');
select is(test_support.places_left(ticket_type_id), 78::bigint, 'in the places it held') from sale;
select is(test_support.queued('order:' || (o ->> 'order_id')),
  array['email.order_reserved', 'email.order_confirmation'], 'and are mailed') from placed;
select results_eq(
  $$ select action, performed_by, performed_by_type::text from core.audit_log
    where entity_type = 'payment' order by audit_id $$,
  $$ values ('payment.created', test_support.user_id('seller'), 'operator'),
    ('payment.paid', test_support.user_id('seller'), 'operator') $$,
  'the log tells who recorded it');

-- Once.
select is(test_support.pay_by_hand('seller', o, 5000, 'bank', 'NL01 BANK 42'), a,
  'the same again: the same answer') from placed, said;
select is((select count(*) from payments.payments), 1::bigint, 'and no second payment');
select test_support.throws_slug(
  format($$ select test_support.pay_by_hand('seller', %L, 5000, 'bank', 'NL01 BANK 43') $$, o),
  409, 'paid_otherwise', 'other money is told how it was settled') from placed;
select test_support.as_operator();
select test_support.throws_slug(
  format($$ select test_support.pay_by_hand('seller', %L, 4999, 'bank', 'NL01 BANK 42') $$, o),
  409, 'paid_otherwise', 'so is another amount') from placed;
select test_support.as_operator();
select is((select count(*) from sales.ticket_instances), 2::bigint, 'nothing more is issued');

-- No sweep asks the provider about it.
select test_support.set_clock(now() + interval '30 days');
select is(payments.sweep_stale_payments(10), 0, 'it is never due');
select is_empty($$ select 1 from core.outbox_events where channel = 'mollie' $$,
  'the provider has no part in it');
select is_empty($$ select * from core.doctor() where promise <> 'messages_are_delivered' $$,
  'the books agree');

select * from finish();
rollback;
