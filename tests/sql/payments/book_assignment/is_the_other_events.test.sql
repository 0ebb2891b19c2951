-- Money that came in for one order and is given to another leaves the books of the first event.
begin;
select plan(5);

create temporary table sale as select * from test_support.make_sale('{"vat_rate": 900}');
create temporary table other as
select test_support.make_event(org_id, 'seller') as event_id from sale;
alter table other add ticket_type_id uuid;
update other set ticket_type_id = test_support.make_ticket_type(
  event_id, 'seller', '{"vat_rate": 900}');
select test_support.publish(event_id, 'seller') from other;
create temporary table wrong as
select test_support.place_order(event_id, test_support.cart(ticket_type_id, 2)) as o from sale;
select test_support.report(
  test_support.open_payment(o), 'paid', '{"amount": {"currency": "EUR", "value": "25.00"}}')
from wrong;
create temporary table meant as
select test_support.place_order(event_id, test_support.cart(ticket_type_id, 1)) as o from other;
create temporary table review as select id from payments.payment_reviews;
grant select on meant, review to public;
select test_support.as_user('seller');
select public.assign_payment(id, (o ->> 'order_id')::uuid, null) from review, meant;
select test_support.as_operator();

select is(test_support.booked(o, 'assignment_from'),
  'assignment_from: unallocated 2500, between_events -2500', 'it leaves one') from wrong;
select is(test_support.booked(o), 'assignment_to: unallocated -2500, between_events 2500; '
  || 'settlement: unallocated 2500, vat -206, ticket_sales -2294', 'and pays for the other')
from meant;
select is(sum(l.amount), 0::bigint, 'nothing waits with the first event')
from sale join ledger.journals as j on j.subject_id = sale.event_id
cross join lateral unnest(j.lines) as l where l.account = 'unallocated';
select is(sum(l.amount), 0::bigint, 'nor with the other')
from other join ledger.journals as j on j.subject_id = other.event_id
cross join lateral unnest(j.lines) as l where l.account = 'unallocated';
select is_empty('select 1 from core.doctor()', 'all is well');

select * from finish();
rollback;
