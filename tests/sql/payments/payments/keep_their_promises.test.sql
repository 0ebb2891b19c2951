-- Constraints, whoever writes: an operator in psql meets them too.
begin;
select plan(21);

create temporary table sale as select * from test_support.make_sale();
select test_support.buy(event_id, test_support.cart(ticket_type_id, 2)) from sale;
select throws_ok(format('update payments.payments set %s', change), code, null, change)
from (values
  ('amount_captured = 4999', '23514'),
  ('amount_refunding = 5001', '23514'),
  ('amount_refunding = 2500, amount_refunded = 2501', '23514'),
  ('amount_refunded = -1', '23514'),
  ('paid_at = null', '23514'),
  ('provider_payment_id = null', '23514'),
  ('mode = ''pretend''', '23514'),
  ('amount = 0', '23514'),
  ('status = ''open''', 'PT409'),
  ('org_id = gen_random_uuid()', '23503')
) as c (change, code);
select throws_ok(
  $$ insert into payments.payments (org_id, payable_id, amount, currency, status,
    provider_payment_id, paid_at, amount_captured)
     select org_id, payable_id, amount, currency, 'paid', 'tr_x', now(), amount
     from payments.payments $$,
  'PT409', null, 'a payment does not begin as paid');
select throws_ok(
  format($$ insert into payments.payments (org_id, payable_id, amount, currency, provider,
    reference, recorded_by, method, provider_payment_id, check_at, status)
    select p.org_id, p.payable_id, p.amount, p.currency, 'manual', %s
    from payments.payments as p, auth.users as u $$, said), '23514', null, about)
from (values
  ('by nobody', $$ 'x', null, 'bank', null, null, 'created' $$),
  ('of no reference', $$ null, u.id, 'bank', null, null, 'created' $$),
  ('of a blank reference', $$ ' ', u.id, 'bank', null, null, 'created' $$),
  ('by no method', $$ 'x', u.id, null, null, null, 'created' $$),
  ('by an unknown method', $$ 'x', u.id, 'ideal', null, null, 'created' $$),
  ('that the provider knows', $$ 'x', u.id, 'bank', 'tr_x', null, 'created' $$),
  ('to ask the provider about', $$ 'x', u.id, 'bank', null, now(), 'created' $$)
) as c (about, said);
select throws_ok(
  $$ insert into payments.refunds (org_id, payable_id, payment_id, amount, idempotency_key,
    actor_type)
     select org_id, payable_id, id, 0, gen_random_uuid(), 'system'
     from payments.payments $$, '23514', null, 'a refund of nothing');
select throws_ok(
  $$ insert into payments.refunds (org_id, payable_id, payment_id, amount, idempotency_key,
    actor_type)
     select org_id, payable_id, id, 1, gen_random_uuid(), 'operator'
     from payments.payments $$, '23514', null, 'a refund by nobody');
select lives_ok('update payments.payments set amount_refunding = 2500, amount_refunded = 2500',
  'all of it may go back');

select * from finish();
rollback;
