-- Whatever a sale looks for only where it may be is noted on the event the moment it is set up, and
-- nothing else of the event changes by it.
begin;
select plan(12);

create temporary table sale as select * from test_support.make_sale();
grant select on sale to authenticated;
create function test_support.features() returns text[] language sql as $$
  select e.features from events.events as e join sale as s on s.event_id = e.id
$$;
create function test_support.plain() returns void language sql as $$
  update events.events set features = '{}'
$$;
select is(test_support.features(), '{}', 'a plain event has none');
create temporary table audited as select count(*) as n from core.audit_log where entity_type = 'event';

select test_support.change_rows('seller', 'ticket_types', 'id', ticket_type_id, '{"name": "10 km"}')
from sale;
select is(test_support.features(), '{}', 'a name is no feature');
select test_support.change_rows('seller', 'ticket_types', 'id', ticket_type_id, '{"min_age": 16}')
from sale;
select is(test_support.features(), '{entry_rules}', 'an age is');
select test_support.change_rows('seller', 'ticket_types', 'id', ticket_type_id, '{"max_age": 60}')
from sale;
select is(test_support.features(), '{entry_rules}', 'and is noted once');

select test_support.plain();
select test_support.change_rows('seller', 'event_settings', 'event_id', event_id,
  '{"required_profile_fields": ["phone"]}')
from sale;
select is(test_support.features(), '{entry_rules}', 'a field that is required');

select test_support.plain();
select test_support.as_user('seller');
select public.save_question(event_id => event_id, kind => 'text', label_nl => 'Club?') from sale;
reset role;
select is(test_support.features(), '{entry_rules}', 'a question');

select test_support.plain();
select test_support.as_user('seller');
select public.publish_waiver(event_id => event_id, text_nl => 'Ik loop mee') from sale;
reset role;
select is(test_support.features(), '{entry_rules}', 'a waiver');

select test_support.plain();
select test_support.add_row('seller', 'price_tiers', jsonb_build_object(
  'org_id', org_id, 'ticket_type_id', ticket_type_id, 'name', 'Early', 'price', 1000))
from sale;
select is(test_support.features(), '{price_tiers}', 'a price tier');

select test_support.plain();
create temporary table shirt as
select test_support.add_row('seller', 'products', jsonb_build_object(
  'org_id', org_id, 'event_id', event_id, 'name', 'Shirt', 'price', 1500)) as id
from sale;
select is(test_support.features(), '{}', 'a product that may be left out is none');
select test_support.change_rows('seller', 'products', 'id', id, '{"is_required": true}') from shirt;
select is(test_support.features(), '{required_products}', 'one that may not is');
select test_support.change_rows('seller', 'products', 'id', id, '{"is_required": false}') from shirt;
select is(test_support.features(), '{required_products}', 'and is not forgotten');

select is(
  (select count(*) from core.audit_log where entity_type = 'event'), (select n from audited),
  'the event itself was not changed by anybody');

select * from finish();
rollback;
