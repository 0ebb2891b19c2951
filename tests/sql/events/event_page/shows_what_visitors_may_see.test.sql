begin;
select plan(14);

create temporary table sale as select *
from test_support.make_sale('{"capacity": 3, "max_per_order": 10}');
grant select on sale to public;
create temporary table draft as
select test_support.make_event(org_id, 'seller', '{"title": "Secret"}') as id from sale;
grant select on draft to public;
select test_support.make_ticket_type(event_id, 'seller', '{"name": "Hidden", "is_active": false}')
from sale;
select test_support.place_order(event_id, test_support.cart(ticket_type_id, 1)) from sale;

select test_support.as_anon();
create temporary table page as select public.get_event(event_id) as j from sale;
select is(j ->> 'title', 'City Run', 'the event') from page;
select is(j #>> '{org,name}', 'Sale org', 'who organises it') from page;
select is(jsonb_array_length(j -> 'ticket_types'), 1, 'what is on sale, and only that') from page;
select is(j #> '{ticket_types,0,price}', '2500', 'the price') from page;
select is(j #>> '{ticket_types,0,state}', 'on_sale', 'that it is on sale') from page;
select is(j #> '{ticket_types,0,max_quantity}', '2', 'what one order can have now') from page;
select is(
  (select array_agg(k order by k) from page, jsonb_object_keys(j #> '{ticket_types,0}') as k),
  array['currency', 'description', 'licence_pattern', 'max_age', 'max_per_order', 'max_quantity',
    'min_age', 'min_per_order', 'name', 'price', 'price_tier', 'regular_price',
    'requires_licence', 'sales_end', 'sales_start', 'state', 'team_max', 'team_min',
    'ticket_type_id', 'upcoming_tiers', 'vat_rate', 'waitlist_is_open'],
  'capacity and sales are the organiser''s business');
select is(public.get_event(org_slug => 'sale-org', slug => 'city-run'), j, 'by its address as well')
from page;
select test_support.throws_slug(
  format('select public.get_event(%L)', (select id from draft)), 404, 'event_not_found',
  'a draft is not there');
select test_support.throws_slug(
  $$ select public.get_event(org_slug => 'sale-org', slug => 'secret') $$, 404, 'event_not_found',
  'nor by its address');
select test_support.throws_slug('select public.get_event()', 404, 'event_not_found',
  'nothing asked for');
select test_support.as_operator();
select test_support.place_order(event_id, test_support.cart(ticket_type_id, 2)) from sale;
select is(
  (select array[t ->> 'state', t ->> 'max_quantity'] from sale,
    jsonb_array_elements(public.get_event(event_id) -> 'ticket_types') as t),
  array['sold_out', '0'], 'sold out');
update events.events set deleted_at = now(), status = 'cancelled', cancelled_at = now()
where title = 'City Run';
select test_support.throws_slug(
  format('select public.get_event(%L)', (select event_id from sale)), 404, 'event_not_found',
  'what is deleted is gone');
select test_support.as_user('seller');
select test_support.throws_slug(
  format('select public.get_event(%L)', (select id from draft)), 404, 'event_not_found',
  'the page of a draft is not there for its organiser either');

select * from finish();
rollback;
