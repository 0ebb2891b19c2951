begin;
select plan(25);

create temporary table org as select test_support.make_staffed_org() as id;
create temporary table event as select test_support.make_event(id, 'owner') as id from org;
create temporary table type as select test_support.make_ticket_type(id, 'owner') as id from event;
select test_support.publish(id, 'owner') from event;
create temporary table bought as select test_support.buy(e.id, test_support.cart(t.id, 1)) as o
from event as e, type as t;
create temporary table unpaid as select test_support.place_order(e.id,
  test_support.cart(t.id, 1)) as o from event as e, type as t;
grant select on bought, unpaid to public;

select test_support.as_anon();
select is(
  public.resend_tickets(public_token => o ->> 'public_token'),
  jsonb_build_object('order_id', o ->> 'order_id', 'status', 'queued'), 'with the token')
    from bought;
select test_support.throws_slug(
  format('select public.resend_tickets(public_token => %L)', token), status, slug,
  coalesce(token, 'null'))
from (values (null, 400, 'missing_field'), ('', 400, 'missing_field'),
  ('wrong', 404, 'order_not_found')) as c (token, status, slug);
select test_support.throws_slug(
  format('select public.resend_tickets(public_token => %L)', o ->> 'public_token'), 409,
  'order_has_no_tickets', 'unpaid') from unpaid;
select test_support.throws_slug(
  format('select public.resend_tickets(%L)', o ->> 'order_id'), 401, 'sign_in_required',
  'by id one must be staff') from bought;
select test_support.as_operator();
select is(
  test_support.queued('order:' || (o ->> 'order_id')),
  array['email.order_confirmation', 'email.tickets_resent'], 'one more mail') from bought;
select results_eq(
  $$ select performed_by_type::text, performed_by from core.audit_log
  where action = 'order.tickets_resent' $$,
  $$ values ('guest', null::uuid) $$, 'the audit log knows');

create function test_support.may_resend(p_name text) returns text language plpgsql as $$
begin
  perform test_support.as_user(p_name);
  perform public.resend_tickets((b.o ->> 'order_id')::uuid) from bought as b;
  perform test_support.as_operator();
  return 'queued';
exception when others then
  return sqlstate;
end
$$;
update core.rate_limits set max_hits = 100 where rule = 'resend_tickets';
select is(test_support.may_resend(name), wanted, name)
from (values ('owner', 'queued'), ('admin', 'queued'), ('support', 'queued'), ('finance', 'PT403'),
  ('scanner', 'PT403'),
  ('member', 'PT403'), ('stranger', 'PT404')) as c (name, wanted);
select test_support.as_operator();
select is(
  (select count(*) from core.audit_log
    where action = 'order.tickets_resent' and performed_by_type = 'operator'), 3::bigint,
  'staff is staff there');

-- A stranger cannot tell another org's order from one that is not there.
create function test_support.refusal(p_id uuid) returns text language plpgsql as $$
declare
  v_detail text;
begin
  perform test_support.as_user('stranger');
  perform public.resend_tickets(p_id);
  return null;
exception when sqlstate 'PT404' then
  get stacked diagnostics v_detail = pg_exception_detail;
  return replace(sqlerrm || v_detail, p_id::text, 'ID');
end
$$;
select is(
  test_support.refusal((o ->> 'order_id')::uuid),
  test_support.refusal('00000000-0000-7000-8000-00000000dead'),
  'both are refused in the same words') from bought;

-- Five times an hour for one order, whoever asks.
select test_support.as_operator();
delete from core.rate_counters;
update core.rate_limits set max_hits = 5 where rule = 'resend_tickets';
select test_support.as_anon();
select lives_ok(format('select public.resend_tickets(public_token => %L)', o ->> 'public_token'),
  'time ' || n)
from bought, generate_series(1, 5) as n;
select test_support.throws_slug(
  format('select public.resend_tickets(public_token => %L)', o ->> 'public_token'), 429,
  'rate_limited', 'the sixth') from bought;
select test_support.as_operator();
select test_support.set_clock(now() + interval '1 hour');
select test_support.as_anon();
select lives_ok(format('select public.resend_tickets(public_token => %L)', o ->> 'public_token'),
  'an hour later again') from bought;
select test_support.as_operator();
select is(
  (select count(*) from core.outbox_events where topic = 'email.tickets_resent'), 10::bigint,
  'one mail each');

select * from finish();
rollback;
