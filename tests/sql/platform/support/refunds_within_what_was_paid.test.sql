begin;
select plan(13);

select test_support.make_user('platform');
select tenancy.grant_platform_admin('platform@example.test');
create temporary table sale as select * from test_support.make_sale('{"price": 1000}');
create temporary table bought as
  select (test_support.buy(event_id, test_support.cart(ticket_type_id, 3)) ->> 'order_id')::uuid as id from sale;
create temporary table keys as select gen_random_uuid() as first, gen_random_uuid() as other;
grant select on sale, bought, keys to public;

-- The seller is no administrator, the administrator no member.
select test_support.sign_in('seller');
select test_support.throws_slug(
  format('select public.platform_refund(%L, 100, reason => ''x'', idempotency_key => %L)', id, first),
  403, 'platform_admin_required') from bought, keys;
select test_support.sign_in('platform');
select test_support.throws_slug(
  format('select public.create_refund(%L, 100, idempotency_key => %L)', id, first),
  404, 'not_found') from bought, keys;
select test_support.throws_slug(
  format('select public.platform_refund(%L, 100, idempotency_key => %L)', id, first),
  400, 'missing_field', 'no reason') from bought, keys;
select test_support.throws_slug(
  'select public.platform_refund(core.new_id(), 100, reason => ''x'')', 404, 'not_found');
select test_support.throws_slug(
  format('select public.platform_refund(%L, 3001, reason => ''x'', idempotency_key => %L)', id, first),
  409, 'refund_too_large', 'more than was paid') from bought, keys;
create temporary table done as
  select public.platform_refund(id, 1000, reason => 'Overcharged', idempotency_key => first) as answer
  from bought, keys;
select is(answer ->> 'amount', '1000') from done;
select is(
  public.platform_refund(id, 1000, reason => 'Overcharged', idempotency_key => first), answer,
  'again: the same answer') from bought, keys, done;
select test_support.throws_slug(
  format('select public.platform_refund(%L, 2001, reason => ''x'', idempotency_key => %L)', id, other),
  409, 'refund_too_large', 'more than is left') from bought, keys;
select lives_ok(
  format('select public.platform_refund(%L, reason => ''The rest'', idempotency_key => %L)', id, other),
  'all that is left') from bought, keys;
select is((select sum(amount) from payments.refunds), 3000::bigint, 'which is all that was paid');
select is(
  (select array_agg(distinct created_by || ' ' || actor_type) from payments.refunds),
  array[test_support.user_id('platform') || ' operator'], 'decided by the administrator');
select is(
  (select array_agg(details ->> 'reason' order by entry_id) from tenancy.admin_audit_log where action = 'order.refunded'),
  array['Overcharged', 'Overcharged', 'The rest'], 'each call is in the administrators'' log');
select is(
  (select count(*) from core.audit_log where action = 'order.refunded_by_platform'), 3::bigint,
  'and in the org''s');

select * from finish();
rollback;
