-- Start numbers are given with each paid order, or not before staff says so: the event decides.
begin;
select plan(4);

create temporary table sale as select * from test_support.make_sale();
select test_support.add_row('seller', 'bib_ranges', jsonb_build_object(
  'org_id', org_id, 'event_id', event_id, 'first_number', 100, 'last_number', 199))
from sale;
select test_support.buy(event_id, test_support.cart(ticket_type_id, 1)) from sale;
select is_empty('select from sales.bibs', 'on command: none with the order');

update events.event_settings set bibs_assigned_on = 'settlement';
create temporary table placed as
select test_support.place_order(event_id, test_support.cart(ticket_type_id, 2)) as o from sale;
select is_empty('select from sales.bibs', 'on settlement: none before it is paid');
select test_support.report(test_support.open_payment(o), 'paid') from placed;
select results_eq(
  'select b.number from sales.bibs as b join sales.registrations as r on r.id = b.registration_id '
  'join placed on (o ->> ''order_id'')::uuid = r.order_id order by r.position',
  'values (100), (101)', 'then one for each of its registrations');
select is(count(*), 2::bigint, 'and for no others') from sales.bibs;

select * from finish();
rollback;
