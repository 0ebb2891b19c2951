-- On invoice and by bank transfer the places wait longer than for an online payment.
begin;
select plan(17);

create temporary table sale as select * from test_support.make_sale();
create temporary table placed as
select settlement, test_support.staff_order('seller', event_id,
  test_support.cart(ticket_type_id, 2), settlement) as o
from sale, unnest(array['invoice', 'bank']) as settlement;
select is(o ->> 'status', 'pending', settlement || ': waits for its money') from placed;
select is((o ->> 'expires_at')::timestamptz, core.clock() + interval '14 days',
  settlement || ': for two weeks') from placed;
select is((o ->> 'total_amount')::integer, 5000, settlement || ': at the usual price') from placed;
select is(test_support.queued('order:' || (o ->> 'order_id')), array['email.order_reserved'],
  settlement || ': its buyer is told') from placed;
select is(test_support.places_left(ticket_type_id), 76::bigint, 'the places are held') from sale;
select is_empty('select 1 from sales.ticket_instances', 'no tickets before the money');

create temporary table long as
select test_support.staff_order('seller', event_id, test_support.cart(ticket_type_id, 1),
  'invoice', '{"hold_minutes": 86400}') as o from sale;
select is((o ->> 'expires_at')::timestamptz, core.clock() + interval '60 days', 'as long as asked')
from long;
select test_support.throws_slug(
  format($$ select test_support.staff_order('seller', %L, %L, %L,
    jsonb_build_object('hold_minutes', %s)) $$,
    event_id, test_support.cart(ticket_type_id, 1), settlement, minutes),
  400, 'invalid_field', concat_ws(' ', settlement, minutes))
from sale, (values ('invoice', 14), ('bank', 86401), ('cash', 60)) as c (settlement, minutes);

-- Time passes.
select test_support.set_clock(now() + interval '14 days');
select sales.sweep_expired_orders(10);
select is(array_agg(test_support.order_status(o) order by settlement),
  array['expired', 'expired'], 'the deadline comes') from placed;
select is(test_support.order_status(o), 'pending', 'for others it has not') from long;

-- Close to the event the default is shorter.
select test_support.set_clock(now() + interval '29 days');
select is(
  (test_support.staff_order('seller', event_id, test_support.cart(ticket_type_id, 1), 'bank')
    ->> 'expires_at')::timestamptz,
  (select starts_at from events.events), 'until the event starts') from sale;

select * from finish();
rollback;
