-- A range that runs out leaves the order paid, and the rest of it without numbers; the audit log
-- says who, and the organiser gets one mail a day.
begin;
select plan(7);

create temporary table sale as select * from test_support.make_sale('{"price": 0}');
update events.event_settings set bibs_assigned_on = 'settlement';
select test_support.add_row('seller', 'bib_ranges', jsonb_build_object(
  'org_id', org_id, 'event_id', event_id, 'first_number', 7, 'last_number', 8))
from sale;

create temporary table placed as
select test_support.place_order(event_id, test_support.cart(ticket_type_id, 3)) as o from sale;
select results_eq(
  'select r.position::integer, b.number from sales.registrations as r '
  'left join sales.bibs as b on b.registration_id = r.id order by 1',
  'values (1, 7), (2, 8), (3, null)',
  'numbers go in the order of the tickets, as far as they reach');
select is(test_support.order_status(o), 'paid', 'the order is paid') from placed;
select is(count(*), 3::bigint, 'and has its tickets') from sales.ticket_instances;
select is(l.new_value -> 'registration_ids', jsonb_build_array(r.id), 'the log says who is without')
from core.audit_log as l, sales.registrations as r
where r.position = 3 and l.action = 'order.without_bibs';
select is(test_support.queued('event:' || event_id), array['email.bibs_gone'],
  'the organiser is told')
from sale;
select is(payload ->> 'email', 'seller@example.test', 'by mail to the owner')
from core.outbox_events
where topic = 'email.bibs_gone';
select test_support.place_order(event_id, test_support.cart(ticket_type_id, 1)) from sale;
select is(test_support.queued('event:' || event_id), array['email.bibs_gone'],
  'and only once a day')
from sale;

select * from finish();
rollback;
