-- Overbooked: nothing issued, all of the money goes back by itself, an apology by mail.
begin;
select plan(17);

create temporary table sale as select * from test_support.make_sale('{"capacity": 2}');
create temporary table late as
select test_support.place_order(event_id, test_support.cart(ticket_type_id, 2)) as o from sale;
create temporary table paying as select test_support.open_payment(o) as id from late;
select test_support.report(id, 'expired') from paying;
create temporary table quick as select test_support.buy(event_id,
  test_support.cart(ticket_type_id, 1)) as o from sale;

select is(test_support.report(id, 'paid') ->> 'result', 'overbooked', 'late') from paying;
select is(test_support.order_status(o), 'overbooked', 'overbooked') from late;
select is_empty(
  format('select 1 from sales.ticket_instances where order_id = %L', o ->> 'order_id'),
  'nothing is issued') from late;
select is(test_support.places_left(ticket_type_id), 1::bigint,
  'the place that is left stays for others') from sale;
select results_eq(
  $$ select amount, currency, status::text, reason, actor_type::text, created_by
    from payments.refunds $$,
  $$ values (5000, 'EUR', 'pending', 'overbooked', 'system', null::uuid) $$, 'all of it goes back');
select results_eq(
  $$ select amount_captured, amount_refunding, amount_refunded
  from payments.payments as p, paying as g where p.id = g.id $$,
  $$ values (5000, 5000, 0) $$, 'the payment knows that it is on its way');
select is(
  test_support.queued('order:' || (o ->> 'order_id')), array['email.order_overbooked'],
  'an apology, no confirmation') from late;
select is(
  (select payload - '{created_at}'::text[] from core.outbox_events
    where topic = 'mollie.create_refund'),
  (select jsonb_build_object('refund_id', r.id, 'provider_payment_id', p.provider_payment_id, 'connection_id', null,
    'amount', 5000,
    'currency', 'EUR', 'description', 'Refund overbooked')
    from payments.refunds as r
    join payments.payments as p on p.id = r.payment_id), 'the provider is told');
select is(test_support.order_status(o), 'paid', 'who was quick keeps the ticket') from quick;

-- A repeat changes nothing; the refund arrives; then the order is refunded.
select is(test_support.report(id, 'paid') ->> 'outcome', 'duplicate', 'told twice') from paying;
select is((select count(*) from payments.refunds), 1::bigint, 'still one refund');
select test_support.as_service();
select is(
  payments.record_refund(r.id, '{"id": "re_1", "status": "refunded"}') ->> 'status', 'refunded',
  'it went back')
from (select (payload ->> 'refund_id')::uuid as id from core.claim_outbox('mollie', 'w', 10, 30)
  where topic = 'mollie.create_refund') as r;
select test_support.as_operator();
select is(test_support.order_status(o), 'refunded', 'the order is refunded') from late;
select is((select refunded_at from sales.orders where status = 'refunded'), core.clock(),
  'as of now');
select test_support.throws_slug(
  format('select public.resend_tickets(null, %L)', o ->> 'public_token'), 409,
  'order_has_no_tickets', 'no tickets to send')
from late;
select test_support.throws_slug(
  format('select sales.start_payment(%L)', o ->> 'public_token'), 409, 'order_not_payable',
  'it cannot be paid again')
from late;
select is((select count(*) from sales.capacity_claims), 1::bigint, 'it holds nothing');

select * from finish();
rollback;
