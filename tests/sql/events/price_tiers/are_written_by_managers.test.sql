begin;
select plan(20);

create temporary table org as select test_support.make_staffed_org() as id;
create temporary table event as select test_support.make_event(id, 'owner') as id from org;
create temporary table type as select test_support.make_ticket_type(id, 'owner') as id from event;
create temporary table theirs as
select test_support.make_ticket_type(test_support.make_event(o.id, 'stranger'), 'stranger') as id,
  o.id as org_id
from tenancy.orgs as o where o.name = 'Other org';
grant select on org, type, theirs to public;
create function test_support.makes(p_name text, p_org_id uuid, p_type_id uuid,
  p_more jsonb default '{}') returns text language plpgsql as $$
begin
  perform test_support.add_row(p_name, 'price_tiers', jsonb_build_object(
    'org_id', p_org_id, 'ticket_type_id', p_type_id, 'name', 'Early', 'price', 2000) || p_more);
  return 'made';
exception when others then
  return sqlstate;
end
$$;
select is(
  test_support.makes(name, org.id, type.id),
  case when name in ('owner', 'admin') then 'made' else '42501' end, name || ' makes')
from org, type,
  unnest(enum_range(null::tenancy.member_role)::text[] || array['stranger']) as name;
select is(test_support.makes('owner', org.id, theirs.id), '23503',
  'none of another org''s ticket type')
from org, theirs;
select is(test_support.makes('owner', theirs.org_id, theirs.id), '42501', 'nor in its name')
from theirs;
select is(test_support.makes('owner', org.id, type.id, more::jsonb), '23514', more)
from org, type, unnest(array[
  '{"price": -1}', '{"price": 5000001}', '{"capacity": -1}', '{"name": " "}',
  '{"starts_at": "2030-02-01", "ends_at": "2030-01-01"}'
]) as more;

select test_support.as_operator();
select test_support.as_user('member');
select is((select count(*) from public.price_tiers), 2::bigint, 'every member sees them');
select test_support.as_user('stranger');
select is((select count(*) from public.price_tiers), 0::bigint, 'a stranger does not');
update public.price_tiers set price = 1;
select test_support.as_user('support');
update public.price_tiers set price = 1;
select test_support.as_user('admin');
select is((select min(p.price) from public.price_tiers as p), 2000, 'neither changes them');
update public.price_tiers set deleted_at = now();
select is_empty('select 1 from public.price_tiers', 'what is deleted is gone');
select throws_ok('delete from public.price_tiers', '42501', null, 'and never removed');
select test_support.as_operator();
select is((events.current_tier(org.id, type.id, 1, now())).id, null, 'nor does it apply')
from org, type;

select * from finish();
rollback;
