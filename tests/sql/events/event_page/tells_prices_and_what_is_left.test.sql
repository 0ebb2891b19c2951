-- Price tiers, waves, products and questions on the page of an event.
begin;
select plan(28);

create temporary table sale as
select * from test_support.make_sale('{"capacity": 100, "max_per_order": 8, "min_per_order": 2}');
create temporary table hidden as
select test_support.make_ticket_type(event_id, 'seller', '{"name": "x", "is_active": false}') as id
from sale;
create function test_support.tier(p_name text, p_more jsonb) returns uuid language sql as $$
  select test_support.add_row('seller', 'price_tiers', jsonb_build_object(
    'org_id', org_id, 'ticket_type_id', ticket_type_id, 'name', p_name) || p_more)
  from sale
$$;
create function test_support.page() returns jsonb language sql as $$
  select public.get_event(event_id) from sale
$$;
create function test_support.type() returns jsonb language sql as $$
  select test_support.page() #> '{ticket_types,0}'
$$;
create function test_support.upcoming() returns text[] language sql as $$
  select array_agg(u ->> 'name') from jsonb_array_elements(test_support.type() -> 'upcoming_tiers') as u
$$;
select is(test_support.type() -> 'price_tier', 'null', 'no tier');
select is(test_support.type() -> 'upcoming_tiers', '[]', 'nor any to come');
select test_support.tier('Early', '{"price": 1500, "capacity": 5}');
select test_support.tier('Second', '{"price": 1800, "sort_order": 1, "capacity": 50}');
select test_support.tier('Late', jsonb_build_object('price', 2800, 'sort_order', 2,
  'starts_at', core.clock() + interval '5 days'));
select test_support.tier('Over', jsonb_build_object('price', 1, 'ends_at', core.clock()));
select test_support.tier('Gone', '{"price": 1}');
update events.price_tiers set deleted_at = now() where name = 'Gone';
select is(test_support.type() -> 'price', '1500', 'the price of now');
select is(test_support.type() -> 'regular_price', '2500', 'the price without tiers');
select is((test_support.type() -> 'price_tier') - 'price_tier_id',
  '{"name": "Early", "price": 1500, "starts_at": null, "ends_at": null, "max_quantity": 5}',
  'the tier it comes from, and for how many');
select is(test_support.upcoming(), '{Second,Late}', 'what comes then, in order');
select is(test_support.type() #> '{upcoming_tiers,0,max_quantity}', '8', 'never more than an order');
select is(test_support.type() #> '{upcoming_tiers,1,max_quantity}', 'null', 'not open yet');
select test_support.place_order(event_id, test_support.cart(ticket_type_id, 4)) from sale;
select is(test_support.type() #>> '{price_tier,name}', 'Second',
  'one is left of Early, and an order has two');
select is(test_support.upcoming(), '{Late}', 'Early does not come back');
update events.ticket_types set sales_start = core.clock() + interval '6 days'
where name = '10 km';
update events.price_tiers set ends_at = core.clock() + interval '1 day' where name = 'Second';
select is(test_support.type() ->> 'price', '2800', 'before the sale: the price it starts with');
update events.ticket_types set sales_start = null;

-- Waves.
insert into events.waves (org_id, event_id, name, starts_at, capacity)
select org_id, event_id, name, core.clock() + interval '30 days', places
from sale, (values ('A', 0), ('B', 3), ('C', null), ('Unused', 9)) as w (name, places);
insert into events.wave_ticket_types (org_id, wave_id, ticket_type_id)
select w.org_id, w.id, ticket_type_id from events.waves as w, sale where w.name <> 'Unused';
select is(
  (select jsonb_agg(jsonb_build_array(w -> 'name', w -> 'state', w -> 'max_quantity') order by
    w ->> 'name') from jsonb_array_elements(test_support.page() -> 'waves') as w),
  '[["A", "full", 0], ["B", "open", 3], ["C", "open", 8]]', 'waves');
select is(test_support.type() ->> 'state', 'on_sale', 'there is room in a wave');
update events.waves set is_active = false where name = 'C';
select is(test_support.type() -> 'max_quantity', '3', 'as much as there is in all of them');
update events.waves set deleted_at = now() where name = 'B';
select is(test_support.type() ->> 'state', 'sold_out', 'no room in any');
select is(jsonb_array_length(test_support.page() -> 'waves'), 1, 'others are not shown');
update events.waves set deleted_at = now();
select is(test_support.type() ->> 'state', 'on_sale', 'without waves there is no need of one');

-- Products.
insert into events.products (
  org_id, event_id, ticket_type_id, name, price, capacity, is_required, max_quantity, sort_order
)
select org_id, event_id, case when name = 'Hidden' then hidden.id end, name, 1000, stock, required,
  2, place
from sale, hidden, (values
  ('Shirt', 100, true, 1), ('Medal', 1, false, 2), ('Hidden', 5, true, 3), ('Off', 5, true, 4)
) as p (name, stock, required, place);
update events.products set is_active = false where name = 'Off';
insert into events.product_variants (org_id, product_id, name, price, capacity, sort_order)
select p.org_id, p.id, v.name, v.price, v.stock, v.place
from events.products as p, (values ('M', null, 1, 1), ('L', 1200, 5, 2), ('S', null, 5, 3))
  as v (name, price, stock, place)
where p.name = 'Shirt';
update events.product_variants set deleted_at = now() where name = 'S';
create function test_support.product(p_place integer) returns jsonb language sql as $$
  select test_support.page() -> 'products' -> p_place
$$;
select is(jsonb_array_length(test_support.page() -> 'products'), 2, 'what is sold');
select is(test_support.product(0) ->> 'name', 'Shirt', 'in order');
select is(test_support.product(0) -> 'max_quantity', '2', 'for each ticket');
select is(test_support.product(1) -> 'max_quantity', '1', 'or what is left');
select is(
  (select jsonb_agg(v - 'variant_id') from jsonb_array_elements(test_support.product(0) -> 'variants') as v),
  '[{"name": "M", "price": 1000, "max_quantity": 1}, {"name": "L", "price": 1200, "max_quantity": 2}]',
  'with its variants');
select is(test_support.type() -> 'max_quantity', '6', 'each ticket needs a shirt, and six are left');
update events.product_variants set is_active = false;
select is(test_support.type() ->> 'state', 'sold_out', 'without shirts no tickets');
update events.products set is_required = false;
select is(test_support.type() ->> 'state', 'on_sale', 'unless one can do without');
select is(
  (select array_agg(k order by k) from jsonb_object_keys(test_support.product(0)) as k),
  array['description', 'is_required', 'max_quantity', 'name', 'personalisation_label',
    'personalisation_max_length', 'price', 'product_id', 'scope', 'ticket_type_id', 'variants',
    'vat_rate'], 'stock is the organiser''s business');

-- Questions.
insert into events.questions (org_id, event_id, ticket_type_id, version, sort_order, is_active)
select org_id, event_id, type_id, 2, place, place < 4
from sale, hidden, (values (1), (2), (3), (4)) as q (place),
  lateral (select case place when 2 then ticket_type_id when 3 then hidden.id end) as t (type_id);
insert into events.question_versions (org_id, question_id, version, kind, label_nl, label_en, options)
select q.org_id, q.id, v, case v when 2 then 'choice' else 'text' end::events.question_kind,
  format('Vraag %s.%s', q.sort_order, v), case q.sort_order when 1 then 'Question' end,
  case v when 2 then '[{"value": "a", "label_nl": "Ja"}, {"value": "b", "label_en": "No"}]'::jsonb end
from events.questions as q, generate_series(1, 2) as v;
select is(
  (select array_agg(q ->> 'label') from sale,
    jsonb_array_elements(public.get_event(event_id, language => 'en') -> 'questions') as q),
  '{Question,"Vraag 2.2"}', 'questions of what is sold, as they are asked now');
select is(test_support.page() #> '{questions,0,options}',
  '[{"value": "a", "label": "Ja"}, {"value": "b", "label": "No"}]', 'with what can be answered');

select * from finish();
rollback;
