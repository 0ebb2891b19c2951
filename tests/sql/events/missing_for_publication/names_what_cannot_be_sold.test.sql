begin;
select plan(16);

select test_support.make_user('seller');
create temporary table org as select test_support.make_org('Sale org', 'seller') as id;
create temporary table event as select test_support.make_event(id, 'seller') as id from org;
create temporary table type as select test_support.make_ticket_type(id, 'seller') as id from event;
create temporary table hidden as
select test_support.make_ticket_type(id, 'seller', '{"name": "Hidden", "is_active": false}') as id
from event;
grant select on event to public;
create function test_support.problems() returns text[] language sql as $$
  select events.missing_for_publication(e) from events.events as e
$$;
create function test_support.tier(p_name text, p_more jsonb default '{}') returns uuid
language sql as $$
  select test_support.add_row('seller', 'price_tiers', jsonb_build_object(
    'org_id', org.id, 'ticket_type_id', type.id, 'name', p_name, 'price', 1000) || p_more)
  from org, type
$$;

-- Ticket types.
update events.ticket_types set sales_end = now() - interval '1 day';
select is(test_support.problems(), '{"the sale of \"10 km\" is over"}', 'a sale that is over');
update events.ticket_types set sales_end = null, sales_start = now() + interval '40 days';
select is(test_support.problems(), '{"the sale of \"10 km\" starts after it ends"}',
  'a sale that never opens');
update events.ticket_types set sales_start = null, team_min = 2, team_max = 4;
update events.event_settings set teams_close_at = now() + interval '31 days';
select is(test_support.problems(), '{"the teams of \"10 km\" can be joined after the start"}',
  'a deadline after the start');
update events.event_settings set teams_close_at = now() + interval '29 days';

-- Price tiers, in the order in which they are tried.
select test_support.tier('Past', jsonb_build_object('sort_order', 1,
  'ends_at', now() - interval '1 day'));
select test_support.tier('Far', jsonb_build_object('sort_order', 2,
  'starts_at', now() + interval '50 days'));
select test_support.tier('Few', '{"sort_order": 3, "capacity": 1}');
select test_support.tier('June', jsonb_build_object('sort_order', 4,
  'ends_at', now() + interval '9 days'));
select test_support.tier('Behind', jsonb_build_object('sort_order', 5,
  'ends_at', now() + interval '5 days'));
select test_support.tier('Fine', '{"sort_order": 6}');
select test_support.tier('Off', '{"capacity": 0, "is_active": false}');
update events.ticket_types set min_per_order = 2;
select is(p.problem, wanted, 'tier ' || place)
from unnest(test_support.problems()) with ordinality as p (problem, place)
full join (values
  (1, 'the price tier "Past" of "10 km" never applies (it is over)'),
  (2, 'the price tier "Far" of "10 km" never applies (it lies outside the sale)'),
  (3, 'the price tier "Few" of "10 km" never applies (it has fewer than 2, the least of an order)'),
  (4, 'the price tier "Behind" of "10 km" never applies (another one always comes first)')
) as w (place, wanted) using (place);
update events.price_tiers set deleted_at = now() where name in ('Past', 'Far', 'Few', 'Behind');
select is(test_support.problems(), '{}', 'nothing is wrong with the others');

-- Products.
insert into events.products (org_id, event_id, name, price, is_required, capacity)
select org.id, event.id, name, price, required, stock
from org, event, (values ('Shirt', 1000, true, 5), ('Medal', 1100, true, 0),
  ('Parking', 1200, false, 0)) as p (name, price, required, stock);
insert into events.products (org_id, event_id, ticket_type_id, name, price, sort_order)
select org.id, event.id, hidden.id, 'Bag', 1000, 2 from org, event, hidden;
insert into events.product_variants (org_id, product_id, name, is_active)
select p.org_id, p.id, 'M', false from events.products as p where p.name = 'Shirt';
select is(test_support.problems(), array[
  'the required product "Shirt" has no active variant',
  'the required product "Medal" has no stock',
  'the product "Bag" goes with a ticket type that is not sold'], 'products');
insert into events.product_variants (org_id, product_id, name, capacity)
select p.org_id, p.id, 'L', 0 from events.products as p where p.name = 'Shirt';
select is((test_support.problems())[1], 'the required product "Shirt" has no stock',
  'of no variant');
update events.product_variants set capacity = 1;
update events.products set deleted_at = now() where name in ('Medal', 'Bag');
select is(test_support.problems(), '{}', 'products that can be had');

-- Questions.
create temporary table question as
select core.new_id() as id, name, more from (values ('a', '{}'), ('b', '{}')) as q (name, more);
insert into events.questions (org_id, id, event_id, sort_order, is_active)
select org.id, q.id, event.id, case q.name when 'a' then 1 else 2 end, q.name = 'b'
from org, event, question as q;
insert into events.question_versions (org_id, question_id, version, kind, label_en, condition)
select org.id, q.id, 1, 'checkbox', q.name, case q.name when 'b' then jsonb_build_object(
  'question_id', (select a.id from question as a where a.name = 'a'), 'any_of', '[true]'::jsonb) end
from org, question as q;
select is(test_support.problems(),
  '{"the question \"b\" cannot be asked (\"a\" is not asked any more)"}', 'conditions');
update events.questions set is_active = true;

-- All at once, with what is missing besides.
update events.events set location_name = null;
update events.ticket_types set sales_end = now() - interval '1 day';
update events.product_variants set capacity = 0;
select is(test_support.problems(), array[
  'a location', 'the sale of "10 km" is over',
  'the required product "Shirt" has no stock'], 'all at once');
select test_support.as_user('seller');
select test_support.throws_slug(
  format('select public.publish_event(%L)', id), 422, 'event_incomplete') from event;
select test_support.as_operator();
update events.events set location_name = 'Utrecht';
update events.ticket_types set sales_end = null;
update events.product_variants set capacity = 1;
select is(test_support.problems(), '{}', 'and at last nothing');
select lives_ok(format('select test_support.publish(%L, %L)', id, 'seller'), 'it goes on sale')
from event;

select * from finish();
rollback;
