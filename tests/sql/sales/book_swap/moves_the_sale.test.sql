-- What was paid for a ticket that is swapped is the other event's, or the other order's, by now.
begin;
select plan(10);

create temporary table sale as select * from test_support.make_sale('{"vat_rate": 900}');
create temporary table half as
select test_support.make_ticket_type(event_id, 'seller',
  '{"name": "21 km", "price": 4000, "vat_rate": 900}') as id from sale;
create temporary table same as
select test_support.make_ticket_type(event_id, 'seller', '{"name": "10 km trail", "vat_rate": 900}')
  as id from sale;
select test_support.allow_changes(event_id) from sale;
create temporary table bought as
select test_support.buy(event_id, test_support.cart(ticket_type_id, 2)) as o from sale;
create temporary table swapped as
select test_support.swap(o, half.id) as o from bought, half;
select is(test_support.booked(o), null, 'a swap that waits is not booked') from swapped;
select test_support.report(test_support.open_payment(o), 'paid') from swapped;
select is(test_support.booked(o), 'payment: platform_account 1500, vat -330, between_events 2500, '
  || 'ticket_sales -3670, platform.provider 1500, platform.held -1500',
  'the new ticket in full, paid in part by the old one') from swapped;
select is(test_support.booked(o, 'swap'), 'swap: vat 207, between_events -2500, ticket_sales 2293',
  'which is sold no more') from bought;
select is_empty('select 1 from core.doctor()', 'all is well');

-- One that costs nothing more.
create temporary table even as select test_support.swap(o, same.id) as o from bought, same;
select is(test_support.booked(o), 'order: vat -206, between_events 2500, ticket_sales -2294',
  'without a payment it is booked all the same') from even;
select is(ledger.balance(org_id, 'between_events', 'EUR'), 0::bigint, 'nothing stays in between')
from sale;
select is(ledger.left_of(org_id, (o ->> 'order_id')::uuid, 'EUR'), null,
  'nothing is left of the first order') from sale, bought;

-- It goes back by both payments, from the order that it is for by now.
select test_support.report_refund(id, 'refunded')
from swapped, unnest(test_support.refund(o, test_support.refund_item(o, 1))) as id;
select is(ledger.left_of(org_id, (o ->> 'order_id')::uuid, 'EUR'), null, 'all of it went back')
from sale, swapped;
select is(ledger.balance(org_id, 'platform_account', 'EUR'), 2500::bigint, 'but for the other one')
from sale;
select is_empty('select 1 from core.doctor()', 'all is well');

select * from finish();
rollback;
