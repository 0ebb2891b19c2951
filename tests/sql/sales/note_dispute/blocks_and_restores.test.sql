-- A bank takes the money of an order back, and returns it.
begin;
select plan(26);

create temporary table sale as select * from test_support.make_sale();
create temporary table placed as
select test_support.place_order(event_id, test_support.cart(ticket_type_id, 3)) as o from sale;
create temporary table paying as select test_support.open_payment(o) as id from placed;
select test_support.report(id, 'paid') from paying;
update sales.ticket_instances set status = 'used', used_at = now()
where id = (select id from sales.ticket_instances limit 1);
create function test_support.tell(p_chargebacks jsonb) returns text language sql as $$
  select test_support.report(id, 'paid',
    jsonb_build_object('_embedded', jsonb_build_object('chargebacks', p_chargebacks)))
    ->> 'outcome' from paying
$$;
create function test_support.tickets() returns text language sql as $$
  select string_agg(t.status || case when t.blocked_at is not null then ' blocked' else '' end,
    ', ' order by t.status, t.blocked_at) from sales.ticket_instances as t
$$;
create function test_support.chargeback(p_id text, p_value text, p_reversed_at text default null)
  returns jsonb language sql as $$
  select jsonb_build_object('id', p_id, 'amount', jsonb_build_object('currency', 'EUR', 'value',
    p_value), 'createdAt', '2026-03-04T05:06:07+00:00', 'reversedAt', p_reversed_at,
    'reason', jsonb_build_object('code', 'MD06', 'description', 'Returned by the customer'))
$$;

select is(test_support.tell(jsonb_build_array(test_support.chargeback('chb_1', '50.00'))), 'applied',
  'news');
select is(test_support.tickets(), 'valid blocked, valid blocked, used', 'unused tickets are blocked');
select is(test_support.order_status(o), 'paid', 'no status is lost') from placed;
select is((select amount_charged_back from payments.payments), 5000, 'the payment says how much');
select results_eq(
  'select mollie_chargeback_id, amount, currency, reason_code, reason, received_at, reversed_at
   from payments.chargebacks',
  $$ values ('chb_1', 5000, 'EUR', 'MD06', 'Returned by the customer',
    '2026-03-04T05:06:07+00:00'::timestamptz, null::timestamptz) $$,
  'all that the bank said is kept');
select results_eq(
  $$ select topic, payload ->> 'email', payload ->> 'order_number', payload -> 'amount',
    payload -> 'tickets', payload -> 'used'
    from core.outbox_events where topic like 'email.chargeback%' $$,
  $$ select 'email.chargeback_received', 'seller@example.test', o ->> 'order_number',
    '5000'::jsonb, '2'::jsonb, '1'::jsonb from placed $$,
  'the organiser is told');
select is((
    select array_agg(e.action order by e.audit_id)
    from core.audit_log as e where e.entity_type in ('chargeback', 'ticket_instance')
  ),
  array['chargeback.created', 'ticket_instance.updated', 'ticket_instance.updated'],
  'and the audit log');
select is((public.get_order(o ->> 'public_token') -> 'tickets' -> 0 ->> 'is_blocked') is not null, true,
  'the buyer sees which') from placed;
select is_empty('select * from sales.promise_disputes', 'the doctor agrees');
select is_empty('select * from payments.promise_money', 'with the sums too');

select is(test_support.tell(jsonb_build_array(test_support.chargeback('chb_1', '50.00'))),
  'duplicate', 'told twice');
select is(test_support.tell(jsonb_build_array(test_support.chargeback('chb_1', '50.00'),
  test_support.chargeback('chb_2', '25.00'))), 'applied', 'a second one, for the rest');
select is((select amount_charged_back from payments.payments), 7500, 'both count');

select is(test_support.tell(jsonb_build_array(
  test_support.chargeback('chb_1', '50.00', '2026-04-01T00:00:00Z'),
  test_support.chargeback('chb_2', '25.00'))), 'applied', 'the first is reversed');
select is(test_support.tickets(), 'valid blocked, valid blocked, used',
  'the tickets wait for the second');
select is((select amount_charged_back from payments.payments), 2500, 'which is all that is open');
select is(test_support.tell(jsonb_build_array(
  test_support.chargeback('chb_1', '50.00', '2026-04-01T00:00:00Z'),
  test_support.chargeback('chb_2', '25.00', '2026-04-02T00:00:00Z'))), 'applied',
  'the second is reversed');
select is(test_support.tickets(), 'valid, valid, used', 'they admit again');
select is((select amount_charged_back from payments.payments), 0, 'nothing is open');
select is((select count(*) from payments.chargebacks where reversed_at is not null), 2::bigint,
  'both are kept');
select results_eq(
  $$ select topic, payload -> 'tickets' from core.outbox_events
    where topic like 'email.chargeback%' order by event_id desc limit 2 $$,
  $$ values ('email.chargeback_reversed', '2'::jsonb), ('email.chargeback_reversed', '0') $$,
  'the organiser is told of that too');

-- An answer of before comes late.
select is(test_support.tell(jsonb_build_array(test_support.chargeback('chb_1', '50.00'),
  test_support.chargeback('chb_2', '25.00', '2026-04-02T00:00:00Z'))), 'applied',
  'an older answer that we never saw');
select is(test_support.tickets(), 'valid, valid, used', 'takes nothing back');
select is((select amount_charged_back from payments.payments), 0, 'nor from the sum');
select is_empty('select * from sales.promise_disputes', 'the doctor agrees');
select is_empty('select * from payments.promise_money', 'with the sums too');

select * from finish();
rollback;
