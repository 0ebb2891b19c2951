-- failed, cancelled, expired: tried again at the price that was quoted, while there is room.
begin;
select plan(21);

create temporary table sale as select * from test_support.make_sale('{"capacity": 6}');
create temporary table tried as
select state, test_support.place_order(event_id, test_support.cart(ticket_type_id, 2)) as o
from sale, unnest(array['failed', 'canceled', 'expired']) as state;
select test_support.report(test_support.open_payment(o), state) from tried;
select test_support.set_clock(now() + interval '5 minutes');
create temporary table again as select state, o, test_support.open_payment(o) as payment_id
from tried;
select is(test_support.order_status(o), 'pending', 'waits again after ' || state) from again;
select is(
  (select expires_at from sales.orders where id = (o ->> 'order_id')::uuid),
  core.clock() + interval '15 minutes',
  'for a quarter of an hour') from again;
select is(test_support.places_left(ticket_type_id), 0::bigint, 'its places are held again')
from sale;
select is(test_support.report(payment_id, 'paid') ->> 'result', 'settled', 'and paid') from again;
select is((select count(*) from sales.ticket_instances), 6::bigint, 'with all tickets');
select is(
  (select array_agg(action order by audit_id) from core.audit_log
    where entity_id = (select o ->> 'order_id' from again where state = 'failed')
    and entity_type = 'order'),
  array['order.created', 'order.failed', 'order.pending', 'order.paid'], 'its history');

-- What stands in the way of a retry.
create temporary table other as select test_support.make_ticket_type(event_id, 'seller',
  '{"name": "5 km", "capacity": 2}') as id from sale;
create temporary table lost as select test_support.place_order(event_id,
  test_support.cart(other.id, 2)) as o from sale, other;
select test_support.report(test_support.open_payment(o), 'failed') from lost;
create function test_support.retry() returns jsonb language sql as $$
  select sales.start_payment(o ->> 'public_token') from lost
$$;
create temporary table rival as select test_support.place_order(event_id,
  test_support.cart(other.id, 1)) as o from sale, other;
select test_support.throws_slug('select test_support.retry()', 409, 'sold_out',
  'somebody else has a place now');
select is(test_support.order_status(o), 'failed', 'it stays as it was') from lost;
select is((select count(*) from payments.payments where payable_id = (o ->> 'order_id')::uuid),
  1::bigint, 'no attempt is opened') from lost;
select test_support.report(test_support.open_payment(o), 'expired') from rival;
update events.ticket_types set is_active = false where name = '5 km';
select test_support.throws_slug('select test_support.retry()', 404, 'ticket_type_not_found',
  'it is no longer sold');
update events.ticket_types set is_active = true, sales_end = now() where name = '5 km';
select test_support.throws_slug('select test_support.retry()', 409, 'sales_ended',
  'its sale has ended');
update events.ticket_types set sales_end = null where name = '5 km';
update tenancy.orgs set suspended_at = now(), suspended_reason = 'Test';
select test_support.throws_slug('select test_support.retry()', 403, 'org_suspended',
  'the org is suspended');
update tenancy.orgs set suspended_at = null, suspended_reason = null;
select test_support.set_clock(now() + interval '24 hours 5 minutes 1 second');
select test_support.throws_slug('select test_support.retry()', 409, 'order_not_payable',
  'more than a day later');
select test_support.set_clock(now() + interval '24 hours');
select lives_ok('select test_support.retry()', 'within a day it works');
select is(test_support.order_status(o), 'pending', 'and it waits for the money') from lost;

select * from finish();
rollback;
