-- Money that is not what was agreed issues nothing and waits for a person.
begin;
select plan(33);

create temporary table sale as select * from test_support.make_sale();
create temporary table wrong as
select about, reason, more::jsonb,
  test_support.place_order(event_id, test_support.cart(ticket_type_id, 2)) as o
from sale, (values
  ('too little', 'wrong_amount', '{"amount": {"currency": "EUR", "value": "49.99"}}'),
  ('too much', 'wrong_amount', '{"amount": {"currency": "EUR", "value": "50.01"}}'),
  ('no amount', 'wrong_amount', '{"amount": {"currency": "EUR"}}'),
  ('another currency', 'wrong_currency', '{"amount": {"currency": "USD", "value": "50.00"}}'),
  ('a mode that does not count', 'wrong_mode', '{"mode": "live"}')
) as c (about, reason, more);
alter table wrong add payment_id uuid;
update wrong set payment_id = test_support.open_payment(o);
select is(test_support.report(payment_id, 'paid', more) ->> 'outcome', 'review', about) from wrong;
select results_eq(
  $$ select w.about, r.reason
    from payments.payment_reviews as r join wrong as w on w.payment_id = r.payment_id order by 1 $$,
  'select about, reason from wrong order by 1', 'each with its reason');
select is(
  (select count(*) from payments.payment_reviews
    where data ->> 'expected_amount' = '5000' and data ->> 'expected_currency' = 'EUR'),
  5::bigint, 'what was expected is kept');
select is(test_support.order_status(o), 'pending', about || ': the order is not paid') from wrong;
select is_empty('select 1 from sales.ticket_instances', 'nothing is issued');
select is_empty($$ select 1 from core.outbox_events
  where topic like 'email.order%' $$, 'no mail is sent');
select is_empty('select 1 from payments.refunds', 'nothing goes back by itself');
select is(
  (select count(*) from payments.payments where status = 'paid' and amount_captured = 0), 5::bigint,
  'none of it counts as captured');
select is(test_support.report(payment_id, 'paid', more) ->> 'outcome', 'duplicate',
  about || ': told twice') from wrong;
select is((select count(*) from payments.payment_reviews), 5::bigint, 'a person is asked once');
select test_support.as_user('seller');
select is((select count(*) from public.payments_in_review), 5::bigint, 'staff sees what waits');
select test_support.as_operator();

-- The buyer can still pay properly; and a hold runs out as any other does.
select test_support.report(test_support.open_payment(o), 'paid') from wrong
where about = 'too little';
select is(test_support.order_status(o), 'paid', 'a proper payment settles it') from wrong
where about = 'too little';
select test_support.set_clock(now() + interval '15 minutes');
select sales.sweep_expired_orders(10);
select is(test_support.order_status(o), 'expired', about || ': expires') from wrong
where about <> 'too little';
select is((select count(*) from sales.ticket_instances), 2::bigint,
  'tickets for the proper one only');

-- Reserved money is looked at in the same way.
create temporary table reserved as
select test_support.place_order(event_id, test_support.cart(ticket_type_id, 1)) as o from sale;
select is(
  test_support.report(test_support.open_payment(o), 'authorized',
    '{"amount": {"currency": "EUR", "value": "1.00"}}') ->> 'outcome',
  'review', 'authorized with another amount') from reserved;
select is(test_support.order_status(o), 'pending', 'and nothing settled') from reserved;
update core.settings set value = '"live"' where key = 'payments.mode';
create temporary table live as
select test_support.place_order(event_id, test_support.cart(ticket_type_id, 1)) as o from sale;
select is(
  test_support.report(test_support.open_payment(o), 'paid') ->> 'outcome', 'review',
  'in production, test money issues nothing') from live;
select is(test_support.order_status(o), 'pending', 'nothing at all') from live;

select * from finish();
rollback;
