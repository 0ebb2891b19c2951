-- Cash is a payment like any other: of the order's amount, recorded by who took it.
begin;
select plan(8);

create temporary table sale as select * from test_support.make_sale();
create temporary table desk as
select test_support.staff_order('seller', event_id, test_support.cart(ticket_type_id, 2), 'cash')
  as o from sale;
select is(o ->> 'status', 'paid', 'paid here and now') from desk;
select is(o -> 'expires_at', 'null'::jsonb, 'nothing to wait for') from desk;
select results_eq(
  $$ select p.payable_id, p.provider, p.method, p.reference, p.status::text, p.amount,
    p.amount_captured, p.recorded_by, p.provider_payment_id, p.check_at, p.paid_at
    from payments.payments as p $$,
  $$ select (o ->> 'order_id')::uuid, 'manual', 'cash', o ->> 'order_number', 'paid', 5000, 5000,
    test_support.user_id('seller'), null::text, null::timestamptz, core.clock() from desk $$,
  'the money has its row');
select is((select count(*) from sales.ticket_instances), 2::bigint, 'the tickets are there');
select is(test_support.places_left(ticket_type_id), 78::bigint, 'the places are taken') from sale;
select is(test_support.queued('order:' || (o ->> 'order_id')),
  array['email.order_confirmation'], 'one mail') from desk;
select is_empty($$ select 1 from core.outbox_events where channel = 'mollie' $$,
  'the provider has no part in it');
select is_empty('select * from core.doctor()', 'the books agree');

select * from finish();
rollback;
