-- One entry of the log tells all that it stands for: an order that is paid its registrations and
-- tickets. Nothing about persons.
begin;
select plan(10);

create temporary table sale as select * from test_support.make_sale();
create temporary table bought as
select test_support.place_order(event_id, test_support.cart(ticket_type_id, 2)) as placed from sale;
select test_support.set_clock(core.clock() + interval '1 minute');
select test_support.report(test_support.open_payment(b.placed), 'paid') from bought as b;
select test_support.as_operator();
create temporary table told as
select c.*, row_number() over () as place
from sale as s
cross join lateral integrations.changes_between(s.org_id, 0, 1000000000, 1000) as c;

select is(
  array_agg(t.event_type order by t.place),
  '{event.created, ticket_type.created, event.published, order.created, payment.created,
    payment.paid, order.paid, registration.created, registration.created, registration.confirmed,
    registration.confirmed, ticket.issued, ticket.issued}',
  'an order that is paid tells of its registrations and tickets')
from told as t;
select is(
  array_agg(distinct t.event_id), array_agg(distinct s.event_id), 'all of it is of the event')
from told as t cross join sale as s;
select is(
  count(distinct (t.change_id, t.event_type, t.entity_id)), count(*), 'each is told once')
from told as t;
select is(
  t.data - 'order_id' - 'order_number',
  '{"status": "paid", "status_before": "pending", "purpose": "sale", "settlement": "provider",
    "total_amount": 5000, "currency": "EUR"}', 'an order says what it came to')
from told as t where t.event_type = 'order.paid';
select is(
  t.data - 'payment_id' - 'order_id' - 'method',
  '{"status": "paid", "status_before": "open", "for": "order", "amount": 5000, "currency": "EUR",
    "provider": "mollie"}', 'a payment says what it is for')
from told as t where t.event_type = 'payment.paid';
select is(count(*), 0::bigint, 'nothing says who')
from told as t where t.data::text ~ '@|first_name|token|code';

select is(count(*), 7::bigint, 'what one entry tells is not divided')
from sale as s
cross join told as t
cross join lateral
  integrations.changes_between(s.org_id, t.change_id - 1, 1000000000, 1) as c
where t.event_type = 'order.paid';
select is(array_agg(distinct c.event_type), '{ticket.issued}', 'types can be chosen')
from sale as s
cross join lateral
  integrations.changes_between(s.org_id, 0, 1000000000, 1000, '{ticket.issued}') as c;
select is(count(*), 3::bigint, 'up to a number')
from sale as s
cross join told as t
cross join lateral integrations.changes_between(s.org_id, 0, t.change_id - 1, 1000) as c
where t.event_type = 'order.created';
select is(count(*), 0::bigint, 'and nothing of another org')
from integrations.changes_between(core.new_id(), 0, 1000000000, 1000);

select * from finish();
rollback;
