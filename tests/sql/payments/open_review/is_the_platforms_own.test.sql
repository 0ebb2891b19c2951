-- What was paid to the platform and is not as agreed, its administrators see and decide; the org
-- that paid does neither.
begin;
select plan(32);

create temporary table org as select test_support.make_staffed_org() as id;
select test_support.make_user('looker');
select tenancy.grant_platform_admin('looker@example.test');
create temporary table wrong as
select about, test_support.make_bill(id) as b
from org, unnest(array['accepted', 'refunded']) as about;
alter table wrong add payment_id uuid, add review_id uuid;
update wrong set payment_id = test_support.open_payment(b);
select test_support.report(payment_id, 'paid', '{"amount": {"currency": "EUR", "value": "40.00"}}')
from wrong;
update wrong as w set review_id = v.id
from payments.payment_reviews as v where v.payment_id = w.payment_id;
grant select on wrong, org to public;
create function pg_temp.does(p_who text, p_what text, p_about text) returns jsonb
  language plpgsql as $$
declare v_answer jsonb;
begin
  perform test_support.as_user(p_who);
  if p_what = 'assign' then
    v_answer := public.assign_payment(w.review_id, core.new_id()) from wrong as w
      where w.about = p_about;
  elsif p_what = 'accept' then
    v_answer := public.accept_payment(w.review_id) from wrong as w where w.about = p_about;
  else
    v_answer := public.refund_payment(w.review_id) from wrong as w where w.about = p_about;
  end if;
  perform test_support.as_operator();
  return v_answer;
end
$$;
create function pg_temp.sees(p_who text) returns bigint language plpgsql as $$
declare v_count bigint;
begin
  perform test_support.as_user(p_who);
  select count(*) into v_count from public.payments_in_review;
  perform test_support.as_operator();
  return v_count;
end
$$;

select is((select count(*) from payments.payment_reviews where is_for_platform), 2::bigint,
  'both are the platform''s affair');
select is(pg_temp.sees(who), 0::bigint, who || ' does not see them')
from unnest(array['owner', 'admin', 'finance', 'stranger', 'looker']) as who;
select test_support.throws_slug(
  format('select pg_temp.does(%L, %L, ''accepted'')', who, what), 403,
  case who when 'finance' then 'not_allowed' else 'platform_admin_required' end,
  format('%s may not %s', who, what))
from unnest(array['owner', 'admin', 'finance']) as who,
  unnest(array['accept', 'refund', 'assign']) as what;
select test_support.throws_slug(
  format('select pg_temp.does(''stranger'', %L, ''accepted'')', what), 404, 'not_found',
  'a stranger finds nothing to ' || what)
from unnest(array['accept', 'refund', 'assign']) as what;
select test_support.as_operator();
select is((select count(*) from payments.payment_reviews where resolved_at is not null), 0::bigint,
  'nothing was decided');

select test_support.as_user('looker');
create temporary table shown as select public.platform_org(id) -> 'reviews' as list from org;
select test_support.as_operator();
select is(jsonb_array_length(list), 2, 'an administrator of the platform finds them') from shown;
select is(list #> '{0,actions}', '["accept", "refund"]', 'and what can be done') from shown;
select test_support.throws_slug(
  $$ select pg_temp.does('looker', 'assign', 'accepted') $$, 409, 'review_action_impossible',
  'it does not pay for an order of the org');
select test_support.as_operator();
select is(pg_temp.does('looker', 'accept', 'accepted') ->> 'result', 'settled', 'takes one');
select is((select c.status::text from billing.charges as c, wrong as w
  where c.id = (w.b ->> 'charge_id')::uuid and w.about = 'accepted'), 'paid', 'the bill is paid');
select is(pg_temp.does('looker', 'refund', 'refunded') ->> 'resolution', 'refunded', 'sends one back');
select is((select array_agg(r.amount) from payments.refunds as r), array[4000], 'all that came');
select is((select c.status::text from billing.charges as c, wrong as w
  where c.id = (w.b ->> 'charge_id')::uuid and w.about = 'refunded'), 'pending', 'that one is open');
select results_eq(
  $$ select action, details ->> 'reason' from tenancy.admin_audit_log
     where entity_type = 'payment_review' order by action $$,
  $$ values ('review.accept', 'wrong_amount'), ('review.refund', 'wrong_amount') $$,
  'the administrators'' log has both, and nothing that was refused');
select test_support.throws_slug(
  $$ select pg_temp.does('looker', 'accept', 'accepted') $$, 409, 'review_closed', 'once');
select test_support.as_operator();

-- What was paid to the org stays the org's.
create temporary table event as select test_support.make_event(id, 'owner') as id from org;
create temporary table type as select test_support.make_ticket_type(id, 'owner') as id from event;
select test_support.publish(id, 'owner') from event;
create temporary table paying as
select test_support.open_payment(test_support.place_order(e.id, test_support.cart(t.id, 1))) as id
from event as e, type as t;
select test_support.report(id, 'paid', '{"amount": {"currency": "EUR", "value": "1.00"}}')
from paying;
insert into wrong (about, review_id)
select 'order', v.id from payments.payment_reviews as v, paying as p where v.payment_id = p.id;
select is(pg_temp.sees('owner'), 1::bigint, 'its own it sees');
select test_support.throws_slug(
  $$ select pg_temp.does('looker', 'accept', 'order') $$, 404, 'not_found',
  'and administrators of the platform do not decide about it');
select test_support.as_operator();
select is(pg_temp.does('owner', 'accept', 'order') ->> 'result', 'settled', 'it does');

select * from finish();
rollback;
