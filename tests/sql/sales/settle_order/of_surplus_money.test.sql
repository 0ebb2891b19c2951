-- A second attempt that is paid all the same: it goes back, and the order stays as it is.
begin;
select plan(11);

create temporary table sale as select * from test_support.make_sale();
create temporary table placed as select test_support.place_order(event_id,
  test_support.cart(ticket_type_id, 2)) as o from sale;
create temporary table first as select test_support.open_payment(o) as id from placed;
select test_support.report(id, 'failed') from first;
create temporary table second as select test_support.open_payment(o) as id from placed;

select is(test_support.report(id, 'paid') ->> 'result', 'settled', 'the second is paid')
from second;
select is(test_support.report(id, 'paid') ->> 'result', 'surplus', 'and the first after all')
from first;
select is(test_support.order_status(o), 'paid', 'the order is paid') from placed;
select is((select count(*) from sales.ticket_instances), 2::bigint, 'tickets once');
select is(test_support.queued('order:' || (o ->> 'order_id')), array['email.order_confirmation'],
  'one mail') from placed;
select results_eq(
  'select payment_id, amount, reason from payments.refunds', $$ select id, 5000, 'surplus'
  from first $$,
  'the surplus goes back, from the payment it came with');
select is(test_support.places_left(ticket_type_id), 78::bigint, 'places are taken once') from sale;

select test_support.as_service();
select payments.record_refund(r.id, '{"id": "re_1", "status": "refunded"}')
from (select (payload ->> 'refund_id')::uuid as id from core.claim_outbox('mollie', 'w', 10, 30)
  where topic = 'mollie.create_refund') as r;
select test_support.as_operator();
select is(test_support.order_status(o), 'paid', 'when it has gone back the order is still paid')
from placed;
select is((select count(*) from sales.ticket_instances where status = 'valid'), 2::bigint,
  'its tickets are valid');
select is(payments.amount_kept(org_id, (o ->> 'order_id')::uuid), 5000::bigint,
  'what it cost is kept') from placed, sale;
select is_empty('select 1 from payments.payment_reviews', 'nobody needs to look at it');

select * from finish();
rollback;
