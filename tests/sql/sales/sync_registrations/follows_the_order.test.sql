begin;
select plan(15);

create temporary table sale as select * from test_support.make_sale();
grant select on sale to public;
create temporary table placed as
select test_support.place_order(event_id, test_support.entries(ticket_type_id, '[
  {"first_name": "Anna", "last_name": "Vries"}, {"first_name": "Kim", "last_name": "Vries"}]'))
  as answer from sale;
create function test_support.statuses() returns text language sql as $$
  select string_agg(r.status::text, ' ' order by r.position) from sales.registrations as r
$$;
create temporary table payment as select test_support.open_payment(answer) as id from placed;

select is(test_support.statuses(), 'pending pending', 'with the order');
select test_support.report(id, 'failed') from payment;
select is(test_support.statuses(), 'cancelled cancelled', 'the order failed');
select isnt(min(cancelled_at), null) from sales.registrations;
update payment set id = test_support.open_payment(answer) from placed;
select is(test_support.statuses(), 'pending pending', 'it is tried again');
select is(min(cancelled_at), null) from sales.registrations;
select test_support.report(id, 'expired') from payment;
select is(test_support.statuses(), 'cancelled cancelled', 'the order expired');
select is((select count(*) from core.audit_log where action = 'registration.cancelled'), 4::bigint,
  'the audit log has seen it');

-- The money comes all the same, and there is room.
select test_support.report(id, 'paid') from payment;
select is(test_support.statuses(), 'paid paid', 'late money, and there was still room');
select is(count(*), 2::bigint, 'each ticket belongs to another registration')
from sales.ticket_instances as t
join sales.registrations as r on r.org_id = t.org_id and r.id = t.registration_id;
select is(count(distinct registration_id), 2::bigint) from sales.ticket_instances;

-- Nobody can refund an order that was right yet.
update sales.orders set status = 'partially_refunded';
select sales.sync_registrations(o) from sales.orders as o;
select is(test_support.statuses(), 'paid paid', 'part of the money went back');
update sales.orders set status = 'refunded', refunded_at = core.clock();
select sales.sync_registrations(o) from sales.orders as o;
select is(test_support.statuses(), 'refunded refunded', 'all of the money went back');
select isnt(min(refunded_at), null) from sales.registrations;

-- Money for an event that was called off.
create temporary table late as
select test_support.place_order(event_id, test_support.entries(ticket_type_id,
  '[{"first_name": "Cas", "last_name": "Smit"}]')) as answer from sale;
update payment set id = test_support.open_payment(answer) from late;
select test_support.as_user('seller');
select public.cancel_event((select event_id from sale));
select test_support.as_operator();
select test_support.report(id, 'paid') from payment;
select is(r.status, 'cancelled', 'overbooked')
from sales.registrations as r join late on (late.answer ->> 'order_id')::uuid = r.order_id;
select payments.record_refund(r.id, '{"id": "re_1", "status": "refunded"}') from payments.refunds as r;
select is(r.status, 'refunded', 'and paid back')
from sales.registrations as r join late on (late.answer ->> 'order_id')::uuid = r.order_id;

select * from finish();
rollback;
