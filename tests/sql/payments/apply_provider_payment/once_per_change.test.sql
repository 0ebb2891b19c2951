begin;
select plan(16);

create temporary table sale as select * from test_support.make_sale();
create temporary table placed as
select test_support.place_order(event_id, test_support.cart(ticket_type_id, 2)) as o from sale;
create temporary table paying as select test_support.open_payment(o) as id from placed;

select is(test_support.report(id, 'open') ->> 'outcome', 'applied', 'the first word is news')
from paying;
select is(test_support.report(id, 'open') ->> 'outcome', 'duplicate', 'the second time it is not')
from paying;
select is(test_support.report(id, 'paid') ->> 'outcome', 'applied', 'paid is news') from paying;
select is(test_support.report(id, 'paid') ->> 'outcome', 'duplicate', 'once') from paying;
select is(
  test_support.report(id, 'paid',
    '{"settlementAmount": {"value": "50.00", "currency": "EUR"}}') ->> 'outcome',
  'duplicate', 'what changes nothing for us is no news') from paying;
select is(test_support.report(id, late) ->> 'outcome', 'ignored',
  'paid never goes back to ' || late)
from paying, unnest(array['expired', 'failed', 'canceled', 'pending', 'authorized']) as late;
select is(test_support.report(id, 'quantum') ->> 'outcome', 'ignored', 'a status that nobody knows')
from paying;
select is((select status::text from payments.payments), 'paid', 'it stays paid');
select is((select count(*) from sales.ticket_instances), 2::bigint, 'two tickets, whatever came');
select is(
  test_support.queued('order:' || (o ->> 'order_id')), array['email.order_confirmation'],
  'and one mail') from placed;
select bag_eq(
  'select status, outcome from payments.payment_events',
  $$ values ('open', 'applied'), ('paid', 'applied'), ('expired', 'ignored'), ('failed', 'ignored'),
    ('canceled', 'ignored'), ('pending', 'ignored'), ('authorized', 'ignored'),
    ('quantum', 'ignored') $$,
  'every word that was new is kept, with what came of it');
select is(
  (select array_agg(action order by audit_id) from core.audit_log where entity_type = 'payment'),
  array['payment.created', 'payment.open', 'payment.paid'], 'the payment''s history');

select * from finish();
rollback;
