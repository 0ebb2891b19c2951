begin;
select plan(19);

select test_support.set_clock('2026-05-01 12:00Z');
select test_support.make_user('platform');
select tenancy.grant_platform_admin('platform@example.test');
create temporary table sale as select * from test_support.make_sale('{"price": 1000}');
create temporary table placed as
  select test_support.place_order(event_id, test_support.cart(ticket_type_id, 1)) as answer from sale;
create temporary table attempt as select test_support.open_payment(answer) as id from placed;
select test_support.report(id, 'failed', '{"method": "creditcard", "details": {"failureReason": "insufficient_funds"}}')
from attempt;
grant select on sale, attempt to public;
insert into core.outbox_dead (event_id, org_id, channel, bucket, aggregate, topic, payload, attempts, last_error, created_at)
select 900000001, org_id, 'mollie', 1, 'payment:1', 'mollie.check_payment', '{}', 12, 'It broke', core.clock() from sale;
update core.sweeps set last_error = 'It broke' where name = 'platform.figures';

select test_support.sign_in('seller');
select test_support.throws_slug('select public.platform_health()', 403, 'platform_admin_required');
select test_support.sign_in('platform');
create temporary table health as select public.platform_health() as h;
select is(h #> '{failed_payments,24h}',
  '{"payments": 1, "amount": 1000, "orgs": 1, "by_reason": {"insufficient_funds": 1}, "by_method": {"creditcard": 1}}')
from health;
select is(h #>> '{scan_conflicts,7d,scans}', '0') from health;
select is(d ->> 'dead', '1', 'dead letters') from health, jsonb_array_elements(h -> 'deliveries') as d where d ->> 'channel' = 'mollie';
select is(s ->> 'last_error', 'It broke') from health, jsonb_array_elements(h -> 'sweeps') as s where s ->> 'name' = 'platform.figures';
select ok((h #>> '{database,size_bytes}')::bigint > 0) from health;

select is(public.platform_failed_payments() #>> '{payments,0,reason}', 'insufficient_funds');
select is(public.platform_failed_payments() #>> '{payments,0,payment_id}', id::text) from attempt;
select is(public.platform_failed_payments(cursor => id) -> 'payments', '[]', 'the next page') from attempt;
select set_config('app.now', '2026-05-03 12:00Z', true);
select is(public.platform_failed_payments() -> 'payments', '[]', 'not of the last day');
select is(jsonb_array_length(public.platform_failed_payments('7d') -> 'payments'), 1, 'but of the last week');
select test_support.throws_slug('select public.platform_failed_payments(''1y'')', 400, 'invalid_field');

select is(public.platform_failed_deliveries('mollie') #>> '{deliveries,0,state}', 'dead');
select is(public.platform_retry(900000001), '{"retried": "message"}');
select is((select attempts from core.outbox_events where event_id = 900000001), 0, 'it is delivered again');
select test_support.throws_slug('select public.platform_retry(900000002)', 404, 'not_found');
select test_support.throws_slug('select public.platform_retry()', 400, 'missing_field');
select is(public.platform_retry(payment_id => id), '{"retried": "payment"}') from attempt;
select is(
  (select count(*) from core.outbox_events as e, attempt as a
   where e.topic = 'mollie.check_payment' and e.payload ->> 'payment_id' = a.id::text), 1::bigint,
  'the provider is asked');

select * from finish();
rollback;
