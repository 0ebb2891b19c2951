-- What a dispute blocks, and what it does not.
begin;
select plan(12);

create temporary table sale as select * from test_support.make_sale();
create function test_support.disputed(p_value text) returns jsonb language sql as $$
  select jsonb_build_object('_embedded', jsonb_build_object('chargebacks', jsonb_build_array(
    jsonb_build_object('id', 'chb_' || core.new_id(), 'createdAt', now(),
      'amount', jsonb_build_object('currency', 'EUR', 'value', p_value)))))
$$;

-- The first news of a payment is that it was paid, and charged back.
create temporary table late as
select test_support.place_order(event_id, test_support.cart(ticket_type_id, 1)) as o from sale;
select is(test_support.report(test_support.open_payment(o), 'paid', test_support.disputed('25.00'))
  ->> 'result', 'settled', 'paid and charged back at once') from late;
select is(test_support.order_status(o), 'paid', 'the order is paid') from late;
select is((select count(*) from sales.ticket_instances where blocked_at is not null), 1::bigint,
  'its ticket is blocked from the start');

-- Money that came twice: the second goes back, and its chargeback blocks nothing.
create temporary table twice as
select test_support.place_order(event_id, test_support.cart(ticket_type_id, 1)) as o from sale;
create temporary table first as select test_support.open_payment(o) as id from twice;
select test_support.set_clock(now() + interval '16 minutes');
update sales.orders set expires_at = 'infinity', release_at = 'infinity' where status = 'pending';
create temporary table second as select test_support.open_payment(o) as id from twice;
select is(test_support.report(id, 'paid') ->> 'result', 'settled', 'paid in one tab') from second;
select is(test_support.report(id, 'paid') ->> 'result', 'surplus', 'and in another') from first;
select is(test_support.report(id, 'paid', test_support.disputed('25.00')) ->> 'outcome', 'applied',
  'the bank takes the second back, too') from first;
select is((select count(*) from sales.ticket_instances as t, twice
  where t.order_id = (o ->> 'order_id')::uuid and t.blocked_at is not null), 0::bigint,
  'what the other money paid for stays valid');
select is(test_support.report(id, 'paid', test_support.disputed('25.00')) ->> 'outcome', 'applied',
  'the bank takes the first back') from second;
select is((select count(*) from sales.ticket_instances as t, twice
  where t.order_id = (o ->> 'order_id')::uuid and t.blocked_at is not null), 1::bigint,
  'now nothing pays for it');

-- Nonsense.
create temporary table odd as
select test_support.place_order(event_id, test_support.cart(ticket_type_id, 1)) as o from sale;
select is(test_support.report(test_support.open_payment(o), 'paid',
  '{"_embedded": {"chargebacks": [{}, {"id": "chb_x"}, {"id": "chb_y", "amount": {"value": "-1.00",
  "currency": "EUR"}}]}}') ->> 'result', 'settled', 'chargebacks of nothing') from odd;
select is((select count(*) from payments.chargebacks), 3::bigint, 'are none');
select is_empty('select * from sales.promise_disputes', 'the doctor agrees');

select * from finish();
rollback;
