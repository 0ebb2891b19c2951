-- Staff send money back that was not what was agreed, or could not go back before.
begin;
select plan(24);

create temporary table org as select test_support.make_staffed_org() as id;
create temporary table event as select test_support.make_event(id, 'owner') as id from org;
create temporary table type as select test_support.make_ticket_type(id, 'owner') as id from event;
select test_support.publish(id, 'owner') from event;
create temporary table wrong as
select about, more::jsonb, test_support.place_order(e.id, test_support.cart(t.id, 2)) as o
from event as e, type as t, (values
  ('dollars', '{"amount": {"currency": "USD", "value": "12.34"}}'),
  ('less', '{"amount": {"currency": "EUR", "value": "40.00"}}'),
  ('nothing', '{"amount": {"currency": "EUR"}}')
) as c (about, more);
alter table wrong add payment_id uuid, add review_id uuid;
update wrong set payment_id = test_support.open_payment(o);
select test_support.report(payment_id, 'paid', more) from wrong;
update wrong as w set review_id = v.id
from payments.payment_reviews as v where v.payment_id = w.payment_id;
grant select on wrong to public;
create function test_support.send_back(p_who text, p_about text) returns jsonb
language plpgsql as $$
declare
  v_answer jsonb;
begin
  perform test_support.as_user(p_who);
  v_answer := public.refund_payment(w.review_id) from wrong as w where w.about = p_about;
  perform test_support.as_operator();
  return v_answer;
end
$$;

select test_support.throws_slug(
  format('select test_support.send_back(%L, ''less'')', who), 403, 'not_allowed', who || ' may not')
from unnest(array['finance', 'support', 'scanner', 'member']) as who;
select test_support.as_operator();
select test_support.throws_slug('select payments.refund_payment(null, null)', 400, 'missing_field',
  'which one?');
select test_support.throws_slug(
  $$ select test_support.send_back('owner', 'nothing') $$, 409, 'review_action_impossible',
  'the provider named no amount');
select test_support.as_operator();

select is(
  test_support.send_back('owner', 'dollars') - '{review_id,payment_id,order_id,refund_id}'::text[],
  '{"resolution": "refunded", "amount": 1234, "currency": "USD"}', 'dollars go back as dollars');
select results_eq(
  'select amount, currency, status::text, actor_type::text, created_by from payments.refunds',
  $$ values (1234, 'USD', 'pending', 'operator', test_support.user_id('owner')) $$,
  'by whom, and how much');
select is((select payload -> 'amount' from core.outbox_events
  where topic = 'mollie.create_refund'), '1234', 'the provider is told after commit');
select is(test_support.order_status(o), 'pending', 'its order still waits') from wrong
where about = 'dollars';
select test_support.throws_slug(
  $$ select test_support.send_back('owner', 'dollars') $$, 409, 'review_closed', 'once');
select test_support.as_operator();
select is_empty('select * from payments.promise_money', 'the sums agree');
select is_empty('select * from sales.promise_orders', 'and the orders');

-- The bank sends it back; it is tried once more, and again.
select is((select payments.record_refund(id, '{"id": "re_1", "status": "failed"}') ->> 'status'
  from payments.refunds), 'failed', 'the refund fails');
insert into wrong (about, review_id)
select 'failed', v.id from payments.payment_reviews as v where v.reason = 'refund_failed';
select is(test_support.send_back('admin', 'failed') ->> 'resolution', 'refunded', 'once more');
select is((select count(*) from payments.refunds where amount = 1234), 2::bigint,
  'a refund of its own');
select is((select payments.record_refund(id, '{"id": "re_2", "status": "refunded"}') ->> 'status'
  from payments.refunds where status = 'pending'), 'refunded', 'this time it works');
select is((select amount_refunded from payments.payments as p, wrong as w
  where p.id = w.payment_id and w.about = 'dollars'), 1234, 'all of it went back');
select is(test_support.order_status(o), 'pending', 'its order still waits') from wrong
where about = 'dollars';
select is_empty('select * from payments.promise_money', 'the sums agree');

-- It failed, and somebody sent the money back in another way.
select test_support.send_back('owner', 'less');
select payments.record_refund(id, '{"id": "re_3", "status": "failed"}')
from payments.refunds where amount = 4000;
insert into wrong (about, review_id)
select 'gone', v.id from payments.payment_reviews as v
where v.reason = 'refund_failed' and v.resolved_at is null;
update payments.payments as p set amount_refunding = 1 from wrong as w
where p.id = w.payment_id and w.about = 'less';
select test_support.throws_slug(
  $$ select test_support.send_back('owner', 'gone') $$, 409, 'refund_too_large',
  'more than is left');
select test_support.as_operator();
update payments.payments as p set amount_refunding = 0 from wrong as w
where p.id = w.payment_id and w.about = 'less';
select test_support.as_user('owner');
select is(public.accept_payment(review_id) ->> 'resolution', 'accepted', 'or it is given up')
from wrong where about = 'gone';
select test_support.as_operator();
select is_empty('select * from sales.promise_orders', 'which the doctor accepts');
select is((select array_agg(reason) from public.payments_in_review), array['wrong_amount'],
  'what waits still waits');

select * from finish();
rollback;
