begin;
select plan(24);

create temporary table org as select test_support.make_staffed_org() as id;
create temporary table event as select test_support.make_event(id, 'owner') as id from org;
create temporary table type as select test_support.make_ticket_type(id, 'owner') as id from event;
grant select on org, event, type to public;
create function test_support.shares(p_name text, p_more jsonb default '{}') returns text
language plpgsql as $$
begin
  perform test_support.add_row(p_name, 'capacity_pools', jsonb_build_object(
    'org_id', org.id, 'event_id', event.id, 'name', 'All', 'capacity', 50) || p_more)
  from org, event;
  return 'made';
exception when others then
  return case when sqlstate like 'PT%' then sqlstate || ' ' || sqlerrm else sqlstate end;
end
$$;
select is(test_support.shares(name),
  case when name in ('owner', 'admin') then 'made' else '42501' end, name || ' makes')
from unnest(enum_range(null::tenancy.member_role)::text[] || array['stranger']) as name;
select is(test_support.shares('owner', more::jsonb), said, more)
from (values
  ('{"name": " "}', 'PT400 The field name is missing.'),
  ('{"capacity": null}', 'PT400 The field capacity is missing.'),
  ('{"capacity": 1000001}',
    'PT400 The field capacity is not valid: 1000001 is not from 0 to 1000000.'),
  ('{"event_id": "00000000-0000-7000-8000-00000000dead"}', '23503')
) as c (more, said);
select test_support.as_operator();

create function test_support.sees(p_name text) returns bigint language plpgsql as $$
declare
  v_count bigint;
begin
  perform test_support.as_user(p_name);
  select count(*) into v_count from public.capacity_pools;
  perform test_support.as_operator();
  return v_count;
end
$$;
select is(test_support.sees(name), case when name = any (
  '{owner,admin,finance,support}') then 3 else 0 end::bigint, name || ' sees what is taken')
from unnest(array['owner', 'finance', 'support', 'scanner', 'member', 'stranger']) as name;

create function test_support.resizes(p_name text, p_capacity integer) returns bigint
language plpgsql as $$
declare
  v_count bigint;
begin
  perform test_support.as_user(p_name);
  update public.capacity_pools set capacity = p_capacity, name = 'Together'
  where name is not null;
  get diagnostics v_count = row_count;
  perform test_support.as_operator();
  return v_count;
end
$$;
select is(test_support.resizes(name, 20), wanted, name || ' resizes')
from (values ('admin', 2::bigint), ('finance', 0), ('member', 0), ('stranger', 0))
  as c (name, wanted);
select results_eq(
  $$ select distinct p.name, p.capacity, (
    select sum(l.remaining) from events.capacity_lanes as l where l.pool_id = p.id)
  from events.capacity_pools as p where p.name is not null $$,
  $$ values ('Together', 20, 20::bigint) $$, 'with its lanes');
select test_support.as_user('owner');
select test_support.throws_slug(
  'update public.capacity_pools set capacity = 1 where name is null', 409, 'pool_is_not_shared');
select test_support.throws_slug(
  'update public.capacity_pools set name = null where name is not null', 400, 'missing_field');

select * from finish();
rollback;
