-- Staff decide that money which is not what was agreed will do.
begin;
select plan(31);

create temporary table org as select test_support.make_staffed_org() as id;
create temporary table event as select test_support.make_event(id, 'owner') as id from org;
create temporary table type as
select test_support.make_ticket_type(id, 'owner', '{"capacity": 20}') as id from event;
select test_support.publish(id, 'owner') from event;
create temporary table wrong as
select about, more::jsonb, test_support.place_order(e.id, test_support.cart(t.id, 2)) as o
from event as e, type as t, (values
  ('less', '{"amount": {"currency": "EUR", "value": "40.00"}}'),
  ('more', '{"amount": {"currency": "EUR", "value": "60.00"}}'),
  ('dollars', '{"amount": {"currency": "USD", "value": "50.00"}}'),
  ('pretended', '{"mode": "live"}'),
  ('disputed', '{"amount": {"currency": "EUR", "value": "1.00"}, "_embedded": {"chargebacks": [
    {"id": "chb_1", "amount": {"currency": "EUR", "value": "1.00"}, "createdAt": "2026-01-01"}]}}')
) as c (about, more);
alter table wrong add payment_id uuid, add review_id uuid;
update wrong set payment_id = test_support.open_payment(o);
select test_support.report(payment_id, 'paid', more) from wrong;
update wrong as w set review_id = v.id
from payments.payment_reviews as v where v.payment_id = w.payment_id;
grant select on wrong to public;
create function test_support.accept(p_who text, p_about text, p_note text default null)
  returns jsonb language plpgsql as $$
declare
  v_answer jsonb;
begin
  perform test_support.as_user(p_who);
  v_answer := public.accept_payment(w.review_id, p_note) from wrong as w where w.about = p_about;
  perform test_support.as_operator();
  return v_answer;
end
$$;

select test_support.throws_slug(
  format('select test_support.accept(%L, ''less'')', who), 403, 'not_allowed', who || ' may not')
from unnest(array['finance', 'support', 'scanner', 'member']) as who;
select test_support.as_operator();
select test_support.throws_slug(
  $$ select test_support.accept('stranger', 'less') $$, 404, 'not_found', 'a stranger finds none');
select test_support.as_operator();
select test_support.throws_slug('select payments.accept_payment(null, null)', 400, 'missing_field',
  'which one?');
select test_support.throws_slug(
  $$ select test_support.accept('owner', 'dollars') $$, 409, 'review_action_impossible',
  'another currency cannot settle anything');
select test_support.throws_slug(
  $$ select test_support.accept('owner', 'pretended') $$, 409, 'review_action_impossible',
  'nor can money of another mode');
select test_support.throws_slug(
  $$ select test_support.accept('owner', 'disputed') $$, 409, 'payment_disputed',
  'nor money that the bank took back');
select test_support.throws_slug(
  $$ select test_support.accept('owner', 'less', repeat('x', 2001)) $$, 400, 'invalid_field',
  'a note that is too long');
select test_support.as_operator();
select is((select count(*) from public.payments_in_review), 5::bigint, 'so far nothing is decided');

select is(
  test_support.accept('admin', 'less', ' Close enough ') - '{review_id,payment_id,order_id}'::text[],
  '{"resolution": "accepted", "amount": 4000, "currency": "EUR", "result": "settled"}',
  'an admin accepts less');
select is(test_support.order_status(o), 'paid', 'the order is paid') from wrong where about = 'less';
select is((select count(*) from sales.ticket_instances), 2::bigint, 'and has its tickets');
select results_eq(
  'select amount, amount_captured from payments.payments as p
   where p.id = (select payment_id from wrong where about = ''less'')',
  'values (4000, 4000)', 'the books have what arrived');
select results_eq(
  'select resolution, note, resolved_by from payments.payment_reviews where resolved_at is not null',
  $$ values ('accepted', 'Close enough', test_support.user_id('admin')) $$,
  'who decided what, and why');
select is((
    select array_agg(e.action order by e.audit_id) from core.audit_log as e
    where e.entity_type = 'payment_review'
      and e.entity_id = (select review_id::text from wrong where about = 'less')
  ), array['payment_review.created', 'payment_review.updated'], 'and the audit log has it');
select test_support.throws_slug(
  $$ select test_support.accept('owner', 'less') $$, 409, 'review_closed', 'once');
select test_support.as_operator();
select is(test_support.report(payment_id, 'paid', more) ->> 'outcome', 'duplicate',
  'what the provider repeats is known') from wrong where about = 'less';

select is(test_support.accept('owner', 'more') ->> 'result', 'settled', 'the owner accepts more');
select is(test_support.order_status(o), 'paid', 'the order is paid') from wrong where about = 'more';
select is_empty('select 1 from payments.refunds', 'nothing goes back by itself');
select is_empty('select * from sales.promise_orders', 'the doctor has no objection to less or more');
select is_empty('select * from payments.promise_money', 'nor to the sums');

-- Accepted, but the order can no longer be settled.
create temporary table late as
select test_support.place_order(e.id, test_support.cart(t.id, 1)) as o from event as e, type as t;
create temporary table paying as select test_support.open_payment(o) as id from late;
select test_support.report(id, 'paid', '{"amount": {"currency": "EUR", "value": "24.00"}}')
from paying;
select test_support.report(test_support.open_payment(o), 'paid') from late;
insert into wrong (about, o, payment_id, review_id)
select 'twice', l.o, p.id, v.id
from late as l, paying as p
join payments.payment_reviews as v on v.payment_id = p.id;
select is(test_support.accept('owner', 'twice') ->> 'result', 'surplus',
  'the order was paid by other money meanwhile');
select is((select array_agg(r.amount) from payments.refunds as r), array[2400],
  'it goes back, all that arrived');
select is((select has_settled from payments.payments as p, paying as g where p.id = g.id), false,
  'it settled nothing');
select is_empty('select * from sales.promise_orders', 'the doctor agrees');
select is_empty('select * from payments.promise_money', 'with the sums too');
select is_empty(
  $$ select 1 from public.payments_in_review where reason = 'wrong_amount'
    and data #>> '{amount,value}' <> '1.00' $$, 'nothing of it waits any more');

-- Reserved money is no money yet.
create temporary table reserved as
select test_support.open_payment(test_support.place_order(e.id, test_support.cart(t.id, 1))) as id
from event as e, type as t;
select test_support.report(id, 'authorized', '{"amount": {"currency": "EUR", "value": "1.00"}}')
from reserved;
insert into wrong (about, review_id)
select 'reserved', v.id from payments.payment_reviews as v, reserved as r where v.payment_id = r.id;
select test_support.throws_slug(
  $$ select test_support.accept('owner', 'reserved') $$, 409, 'review_action_impossible',
  'it is not paid');

select * from finish();
rollback;
