-- A webhook about a refund brings the payment with its refunds embedded.
begin;
select plan(7);

create temporary table sale as select * from test_support.make_sale('{"capacity": 2}');
create temporary table late as
select test_support.place_order(event_id, test_support.cart(ticket_type_id, 2)) as o from sale;
create temporary table paying as select test_support.open_payment(o) as id from late;
select test_support.report(id, 'expired') from paying;
select test_support.buy(event_id, test_support.cart(ticket_type_id, 1)) from sale;
select test_support.report(id, 'paid') from paying;
create temporary table back as select id as refund_id from payments.refunds;
create function test_support.tell(p_refunds jsonb) returns text language sql as $$
  select test_support.report(id, 'paid',
    jsonb_build_object('_embedded', jsonb_build_object('refunds', p_refunds))) ->> 'outcome'
      from paying
$$;
-- The worker died before it could record the provider's answer: found by the id in its metadata.
select is(
  test_support.tell(jsonb_build_array(jsonb_build_object(
    'id', 're_1', 'status', 'processing', 'metadata', jsonb_build_object('refund_id', refund_id)))),
      'applied', 'news') from back;
select results_eq('select mollie_refund_id, status::text from payments.refunds',
  $$ values ('re_1', 'processing') $$, 'taken over');
select is(
  test_support.tell('[{"id": "re_1", "status": "processing"}]'), 'duplicate', 'told twice')
    from back;
select is(
  test_support.tell(
    '[{"id": "re_1", "status": "refunded"}, {"id": "re_foreign", "status": "refunded"}]'),
      'applied', 'done');
select is(test_support.order_status(o), 'refunded', 'the order says so') from late;
select is((select amount_refunded from payments.payments as p, paying as g where p.id = g.id), 5000,
  'and the payment');
select is((select count(*) from payments.refunds), 1::bigint,
  'what somebody did at the provider makes no row of ours yet');

select * from finish();
rollback;
