-- A product and each of its variants have a pool of their own, with their id.
begin;
select plan(12);

create temporary table org as
select test_support.make_org('Org', 'seller') as id from test_support.make_user('seller') as u;
create temporary table event as select test_support.make_event(id, 'seller') as id from org;
create temporary table product as
select test_support.add_row('seller', 'products', jsonb_build_object(
  'org_id', org.id, 'event_id', event.id, 'name', 'Shirt', 'price', 2000, 'capacity', 10)) as id
from org, event;
create temporary table variant as
select test_support.add_row('seller', 'product_variants', jsonb_build_object(
  'org_id', org.id, 'product_id', product.id, 'name', size, 'capacity', 4)) as id, size
from org, product, unnest(array['M', 'L']) as size;
grant select on org, event, product, variant to public;

select is(test_support.places_left(id), 10::bigint, 'ten shirts') from product;
select is(test_support.places_left(id), 4::bigint, 'four of size ' || size) from variant;
select is(k.event_id, event.id, 'a pool of the event')
from event, product join events.capacity_pools as k using (id);
select ok(events.claim_capacity(org.id, product.id, 3), 'three sold') from org, product;
select ok(events.claim_capacity(org.id, variant.id, 3), 'of one size') from org, variant
where size = 'M';

select test_support.as_user('seller');
select results_eq(
  'select v.name, p.taken, p.remaining
    from public.product_variants as v join public.capacity_pools as p using (id) order by 1',
  $$ values ('L', 0, 4), ('M', 3, 1) $$, 'staff see it, of each variant');
update public.products set capacity = 3;
select pass('no fewer than are sold');
select test_support.throws_slug('update public.products set capacity = 2', 409,
  'capacity_below_sold');
select test_support.throws_slug('update public.product_variants set capacity = 2', 409,
  'capacity_below_sold');
update public.products set capacity = null;
select test_support.as_operator();
select is(test_support.places_left(id), 999999997::bigint, 'no limit') from product;
select ok(events.claim_capacity(org.id, product.id, 5), 'then there is always one more')
from org, product;

select * from finish();
rollback;
