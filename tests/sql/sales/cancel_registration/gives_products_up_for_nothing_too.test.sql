-- What went with a ticket goes with it: nothing of it is refunded later, as if it were still there.
begin;
select plan(8);

create temporary table sale as select * from test_support.make_sale();
create temporary table goods as
select test_support.add_row('seller', 'products', jsonb_build_object('org_id', org_id,
  'event_id', event_id, 'name', 'Shirt', 'price', 1000, 'capacity', 10)) as id from sale;
select test_support.change_rows('seller', 'event_settings', 'event_id', event_id,
  '{"cancellations_allowed": true, "cancellation_refund_rate": 0}') from sale;
create temporary table bought as
select test_support.buy(event_id, jsonb_build_array(jsonb_build_object(
  'ticket_type_id', ticket_type_id, 'quantity', 2, 'registrations', jsonb_build_array(
    jsonb_build_object('first_name', 'Anna', 'last_name', 'Vries',
      'products', jsonb_build_array(jsonb_build_object('product_id', g.id))),
    jsonb_build_object('first_name', 'Bert', 'last_name', 'Vries',
      'products', jsonb_build_array(jsonb_build_object('product_id', g.id))))))) as o
from sale, goods as g;
select is(public.cancel_registration(r.id, o ->> 'public_token') ->> 'status', 'cancelled',
  'given up for nothing')
from bought, sales.registrations as r join sales.participants as p on p.id = r.participant_id
where p.first_name = 'Anna';
select is(test_support.places_left(id), 9::bigint, 'the shirt is in stock again') from goods;
select is(test_support.ticket_statuses(o), 'valid void', 'the ticket is void') from bought;
select is_empty('select * from core.doctor()', 'the books agree');
-- The organiser cancels the rest, and gives all that is left back; what was kept is theirs.
select is(sum((w).quantity), 2::bigint, 'one ticket and one shirt are left')
from sales.orders as o, unnest(sales.wish_of_everything(o)) as w;
select test_support.sign_in('seller');
select is(public.cancel_order((o ->> 'order_id')::uuid, 'rules') -> 'refund_amount', '0', 'the rules')
from bought;
select test_support.as_operator();
select is(test_support.places_left(id), 10::bigint, 'both shirts are back') from goods;
select is_empty('select * from core.doctor()', 'the books agree');

select * from finish();
rollback;
