-- The worker died between Mollie's answer and our row: the metadata tells whose payment it is.
begin;
select plan(7);

create temporary table sale as select * from test_support.make_sale();
create temporary table placed as
select test_support.place_order(event_id, test_support.cart(ticket_type_id, 2)) as o from sale;
create temporary table attempt as
select (sales.start_payment(o ->> 'public_token') ->> 'payment_id')::uuid as id from placed;
select is(test_support.report(id, 'paid') ->> 'result', 'settled',
  'the first we hear of it is that it is paid') from attempt;
select is((select provider_payment_id from payments.payments), 'tr_' || replace(id::text, '-', ''),
  'it is attached now')
from attempt;
select is(test_support.order_status(o), 'paid', 'the order is paid') from placed;
select is(
  public.handle_payment_webhook(test_support.mollie_payment(id, 'paid', '{"id": "tr_other"}')),
  '{"outcome": "unknown"}',
  'another payment with the same metadata is not ours') from attempt;

-- Also when the attempt was given up meanwhile.
create temporary table second as
select test_support.place_order(event_id, test_support.cart(ticket_type_id, 1)) as o from sale;
create temporary table lost as
select (sales.start_payment(o ->> 'public_token') ->> 'payment_id')::uuid as id from second;
select test_support.set_clock(now() + interval '15 minutes');
select sales.sweep_expired_orders(10);
select is((select status::text from payments.payments as p, lost as l where p.id = l.id), 'failed',
  'given up');
select is(test_support.report(id, 'paid') ->> 'result', 'settled', 'its money still counts')
from lost;
select is(test_support.order_status(o), 'paid', 'and pays the order') from second;

select * from finish();
rollback;
