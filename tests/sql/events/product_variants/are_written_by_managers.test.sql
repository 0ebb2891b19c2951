begin;
select plan(18);

create temporary table org as select test_support.make_staffed_org() as id;
create temporary table event as select test_support.make_event(id, 'owner') as id from org;
create temporary table product as
select test_support.add_row('owner', 'products', jsonb_build_object(
  'org_id', org.id, 'event_id', event.id, 'name', 'Shirt', 'price', 2000)) as id
from org, event;
create temporary table theirs as
select test_support.add_row('stranger', 'products', jsonb_build_object(
  'org_id', o.id, 'event_id', test_support.make_event(o.id, 'stranger'), 'name', 'Cap',
  'price', 1)) as id, o.id as org_id
from tenancy.orgs as o where o.name = 'Other org';
create function test_support.make(p_user text, p_more jsonb default '{}') returns uuid
language sql as $$
  select test_support.add_row(p_user, 'product_variants', jsonb_build_object(
    'org_id', org.id, 'product_id', product.id, 'name', 'M') || p_more)
  from org, product
$$;
create temporary table variant as select test_support.make('owner') as id;
grant select on org, product, variant, theirs to public;

create function test_support.edits(p_name text) returns boolean language plpgsql as $$
declare
  v_count integer;
begin
  perform test_support.as_user(p_name);
  update public.product_variants set price = 1 where id = (select v.id from variant as v);
  get diagnostics v_count = row_count;
  perform test_support.as_operator();
  return v_count > 0;
end
$$;
select is(test_support.edits(name), name in ('owner', 'admin'), name || ' edits')
from unnest(enum_range(null::tenancy.member_role)::text[] || array['stranger']) as name;
select throws_ok(
  format('select test_support.make(%L)', name), '42501', null, name || ' makes none')
from unnest(array['finance', 'support', 'scanner', 'member', 'stranger']) as name;
select test_support.as_operator();
select throws_ok(format('select test_support.make(%L, %L)', 'owner', more), '23514', null, more)
from unnest(array['{"price": -1}', '{"capacity": -1}', '{"name": " "}']) as more;
select test_support.as_operator();
select throws_ok(
  format('select test_support.make(%L, %L)', 'owner', jsonb_build_object('product_id', theirs.id)),
  '23503', null, 'none for another org''s product') from theirs;
select test_support.as_operator();
select throws_ok(
  format('select test_support.make(%L, %L)', 'owner', jsonb_build_object(
    'org_id', theirs.org_id, 'product_id', theirs.id)),
  '42501', null, 'nor in its name') from theirs;
select test_support.as_operator();
select test_support.as_user('owner');
update public.product_variants set deleted_at = core.clock();
select is_empty('select 1 from public.product_variants', 'what is deleted is gone');

select * from finish();
rollback;
