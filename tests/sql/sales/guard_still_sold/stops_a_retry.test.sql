begin;
select plan(11);

create temporary table sale as select * from test_support.make_sale();
create temporary table shirt as
select test_support.add_row('seller', 'products', jsonb_build_object(
  'org_id', org_id, 'event_id', event_id, 'name', 'Shirt', 'price', 2000, 'scope', 'order')) as id
from sale;
create temporary table size as
select test_support.add_row('seller', 'product_variants', jsonb_build_object(
  'org_id', org_id, 'product_id', id, 'name', 'M')) as id
from sale, shirt;
create temporary table wave as
select test_support.add_row('seller', 'waves', jsonb_build_object(
  'org_id', e.org_id, 'event_id', e.id, 'name', 'A', 'starts_at', e.starts_at)) as id
from sale join events.events as e on e.id = sale.event_id;
insert into events.wave_ticket_types (org_id, wave_id, ticket_type_id)
select org_id, id, ticket_type_id from sale, wave;
create temporary table released as
select test_support.place_order(event_id, jsonb_build_array(
  jsonb_build_object('ticket_type_id', ticket_type_id, 'quantity', 1, 'registrations',
    jsonb_build_array(jsonb_build_object(
      'first_name', 'Vera', 'last_name', 'Visitor', 'wave_id', wave.id))),
  jsonb_build_object('product_id', shirt.id, 'variant_id', size.id, 'quantity', 1))) as o
from sale, shirt, size, wave;
select test_support.report(test_support.open_payment(o), 'expired') from released;
create function test_support.retry() returns jsonb language sql as $$
  select sales.start_payment(o ->> 'public_token') from released
$$;

update events.products set deleted_at = core.clock();
select test_support.throws_slug('select test_support.retry()', 404, 'product_not_found');
update events.products set deleted_at = null, is_active = false;
select test_support.throws_slug('select test_support.retry()', 404, 'product_not_found',
  'nor one that is switched off');
update events.products set is_active = true;
update events.product_variants set deleted_at = core.clock();
select test_support.throws_slug('select test_support.retry()', 404, 'variant_not_found');
update events.product_variants set deleted_at = null;
-- Nobody has a place in the wave any more, so it can go.
select lives_ok('update events.waves set deleted_at = core.clock()', 'the wave goes');
select test_support.throws_slug('select test_support.retry()', 404, 'wave_not_found');
select is(test_support.order_status(o), 'expired', 'the order stays as it was') from released;
select is(test_support.places_left(id), 1000000000::bigint, 'and takes nothing') from wave;
update events.waves set deleted_at = null;
select lives_ok('select test_support.retry()', 'once all is there again, it is tried again');
select is(test_support.order_status(o), 'pending', 'it waits for its money') from released;
select throws_ok('update events.waves set deleted_at = core.clock()', 'PT409', null,
  'and has a place in its wave');
select is_empty('select 1 from core.doctor()', 'all promises are kept');

select * from finish();
rollback;
