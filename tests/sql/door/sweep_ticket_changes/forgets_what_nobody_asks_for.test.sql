-- Changes are forgotten once every cursor that could ask for them has expired and their scans have
-- been told; issued tickets stay.
begin;
select plan(6);

create temporary table sale as select * from test_support.make_sale('{"price": 0}');
select test_support.place_order(event_id, test_support.cart(ticket_type_id, 3)) from sale;
update sales.ticket_instances set blocked_at = core.clock();
select is(count(*), 3::bigint, 'in the transaction that issues a ticket, a change says nothing new')
from door.ticket_changes;
insert into door.ticket_changes (org_id, event_id, xid, ticket_id)
select c.org_id, c.event_id, '1', c.ticket_id from door.ticket_changes as c;

delete from door.scan_progress;
select is(door.sweep_ticket_changes(10), 0, 'nothing before its time');
select test_support.set_clock(core.clock() + interval '8 days 1 second');
select is(door.sweep_ticket_changes(2), 0, 'nor before its scans have been told');
insert into door.scan_progress (done_until) values ('1');
select is(door.sweep_ticket_changes(2), 2, 'then so many at a time');
select is(door.sweep_ticket_changes(2), 1, 'until none is left');
select is(array_agg(distinct is_issue), '{true}', 'that tickets were issued is kept')
from door.ticket_changes;

select * from finish();
rollback;
