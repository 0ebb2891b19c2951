begin;
select plan(6);

create temporary table sale as select * from test_support.make_sale();
create temporary table second as
select test_support.make_ticket_type(event_id, 'seller', '{"name": "5 km"}') as id from sale;
select test_support.buy(event_id, test_support.cart(ticket_type_id, 3)
  || test_support.entries(second.id, '[{"first_name": "Anna", "last_name": "Vries"}]'))
from sale, second;

select is(count(*), 4::bigint, 'one registration per ticket') from sales.registrations;
select is(array_agg(r.position order by r.position), '{1,2,3}', 'counted per line')
from sales.registrations as r join sale on sale.ticket_type_id = r.ticket_type_id;
select is(array_agg(distinct r.participant_id), '{NULL}', 'nobody said who')
from sales.registrations as r join sale on sale.ticket_type_id = r.ticket_type_id;
select is(array_agg(distinct status), '{paid}') from sales.registrations;
select is(count(distinct t.registration_id), 4::bigint, 'each ticket has its own')
from sales.ticket_instances as t
join sales.registrations as r
  on r.org_id = t.org_id and r.id = t.registration_id and r.order_item_id = t.order_item_id;
select is(array_agg(r.position order by t.id), '{1,2,3}', 'in the order of the tickets')
from sales.ticket_instances as t
join sales.registrations as r on r.org_id = t.org_id and r.id = t.registration_id
join sale on sale.ticket_type_id = t.ticket_type_id;

select * from finish();
rollback;
