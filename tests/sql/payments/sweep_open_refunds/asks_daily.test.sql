-- Once a day the provider is asked about refunds that have not ended.
begin;
select plan(9);

create temporary table sale as select * from test_support.make_sale('{"capacity": 2}');
create temporary table late as
select test_support.place_order(event_id, test_support.cart(ticket_type_id, 2)) as o from sale;
create temporary table paying as select test_support.open_payment(o) as id from late;
select test_support.report(id, 'expired') from paying;
select test_support.buy(event_id, test_support.cart(ticket_type_id, 1)) from sale;
select test_support.report(id, 'paid') from paying;
create temporary table back as select id as refund_id from payments.refunds;
create temporary table start as select core.clock() as at;
create function test_support.sweep_at(p_after interval) returns integer language plpgsql as $$
begin
  perform test_support.set_clock(s.at + p_after) from start as s;
  return payments.sweep_open_refunds(10);
end
$$;
create function test_support.asked() returns jsonb language sql as $$
  select payload from core.outbox_events where topic = 'mollie.check_refund'
  order by event_id desc limit 1
$$;

select is(test_support.sweep_at('23 hours 59 minutes'), 0, 'not before a day has passed');
select is(test_support.sweep_at('1 day'), 1, 'after a day');
select is(test_support.asked(), jsonb_build_object('refund_id', refund_id,
  'provider_payment_id', 'tr_' || replace(id::text, '-', ''), 'provider_refund_id', null,
  'connection_id', null),
  'with all that the worker needs') from back, paying;
select is(test_support.sweep_at('1 day 23 hours'), 0, 'then not for another day');
select payments.record_refund(refund_id, '{"id": "re_1", "status": "queued"}') from back;
select is(test_support.sweep_at('2 days'), 1, 'again');
select is(test_support.asked() ->> 'provider_refund_id', 're_1', 'by the provider''s id, once known');
select payments.record_refund(refund_id, '{"id": "re_1", "status": "refunded"}') from back;
select is(test_support.sweep_at('9 days'), 0, 'what has ended is not asked about');
select is((select every from core.sweeps where name = 'payments.check_refunds'),
  interval '1 minute', 'it is registered with the clock');
select is(has_function_privilege('service_role', 'payments.sweep_open_refunds(integer)', 'execute'),
  false, 'and called by the clock alone');

select * from finish();
rollback;
