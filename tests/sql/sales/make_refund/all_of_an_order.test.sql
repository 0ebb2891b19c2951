-- Without items and amount all that is left goes back, and its tickets are over at once.
begin;
select plan(17);

create temporary table sale as select * from test_support.make_sale();
create temporary table bought as
select test_support.buy(event_id, test_support.cart(ticket_type_id, 3)) as o from sale;
create temporary table made as
select unnest(test_support.refund(o, p_key => '00000000-0000-7000-8000-000000000001')) as id
from bought;

select results_eq(
  $$ select r.amount, r.status::text, r.provider, r.reason, r.created_by, r.actor_type::text,
      r.sent_at = r.created_at, r.idempotency_key
    from payments.refunds as r join made using (id) $$,
  $$ values (7500, 'pending', 'mollie', 'asked for', null::uuid, 'system', true,
    '00000000-0000-7000-8000-000000000001'::uuid) $$, 'one refund of everything');
select results_eq(
  'select i.quantity, i.amount, i.fee_amount, i.ticket_instance_id is not null
    from sales.refund_items as i', $$ select 1, 2500, 0, true from generate_series(1, 3) $$,
  'one row per ticket');
select is(test_support.ticket_statuses(o), 'refunded refunded refunded', 'the tickets are over')
from bought;
select is((select string_agg(distinct status::text, ' ') from sales.registrations), 'refunded',
  'nobody takes part with them');
select is(test_support.places_left(ticket_type_id), 80::bigint, 'their places can be sold') from sale;
select is(test_support.order_status(o), 'paid', 'the money is still with us') from bought;
select results_eq(
  'select p.amount_refunding, p.amount_refunded from payments.payments as p',
  'values (7500, 0)', 'on its way');
select is(
  (select e.payload - 'created_at' from core.outbox_events as e where e.channel = 'mollie'),
  (select jsonb_build_object('refund_id', r.id, 'provider_payment_id', p.provider_payment_id, 'connection_id', null,
    'amount', 7500, 'currency', 'EUR', 'description', 'Refund asked for')
    from payments.refunds as r join payments.payments as p on p.id = r.payment_id),
  'the provider is told after commit');

select is(
  test_support.refund(o, p_key => '00000000-0000-7000-8000-000000000001'),
  array(select id from made), 'the same key gives the same refund') from bought;
select is((select count(*) from payments.refunds), 1::bigint, 'and makes none');
select test_support.throws_slug(format('select test_support.refund(%L)', o), 409,
  'order_already_refunded', 'nothing is left to refund') from bought;
select is_empty('select 1 from core.doctor()', 'no promise is broken meanwhile');

select test_support.report_refund(id, 'refunded') from made;
select is(test_support.order_status(o), 'refunded', 'the money is there') from bought;
select results_eq(
  'select p.amount_refunding, p.amount_refunded from payments.payments as p',
  'values (0, 7500)', 'it has gone back');
select test_support.throws_slug(format('select test_support.refund(%L)', o), 409,
  'order_already_refunded', 'a refunded order') from bought;
select is((select count(distinct action) from core.audit_log
  where action in ('refund.created', 'refund.refunded', 'refund_item.created', 'order.refunded',
    'ticket_instance.refunded', 'registration.refunded')), 6::bigint,
  'every step is in the audit log');
select is_empty('select 1 from core.doctor()', 'no promise is broken');

select * from finish();
rollback;
