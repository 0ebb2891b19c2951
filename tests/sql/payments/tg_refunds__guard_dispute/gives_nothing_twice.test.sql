-- Nothing is refunded on top of a chargeback, whoever writes.
begin;
select plan(6);

create temporary table sale as select * from test_support.make_sale();
create temporary table placed as
select test_support.place_order(event_id, test_support.cart(ticket_type_id, 2)) as o from sale;
create temporary table paying as select test_support.open_payment(o) as id from placed;
select test_support.report(id, 'paid') from paying;
create function test_support.disputed(p_value text, p_reversed_at text) returns text
language sql as $$
  select test_support.report(id, 'paid', jsonb_build_object('_embedded', jsonb_build_object(
    'chargebacks', jsonb_build_array(jsonb_build_object('id', 'chb_1', 'createdAt', now(),
      'amount', jsonb_build_object('currency', 'EUR', 'value', p_value),
      'reversedAt', p_reversed_at))))) ->> 'outcome' from paying
$$;

select is(test_support.disputed('10.00', null), 'applied', 'the bank takes some of it back');
select test_support.throws_slug(
  $$ select payments.repay(p, 'a try') from payments.payments as p $$, 409, 'payment_disputed',
  'the rest is not sent back by itself');
select throws_ok(
  $$ insert into payments.refunds (org_id, payable_id, payment_id, amount, idempotency_key,
    actor_type) select org_id, payable_id, id, 1, core.new_id(), 'system'
    from payments.payments $$,
  'PT409', null, 'nor by hand');
select is((select amount_refunding from payments.payments), 0, 'nothing is on its way');
select is(test_support.disputed('10.00', '2026-01-01T00:00:00Z'), 'applied', 'it is returned');
select lives_ok($$ select payments.repay(p, 'a try') from payments.payments as p $$,
  'then it can go back');

select * from finish();
rollback;
