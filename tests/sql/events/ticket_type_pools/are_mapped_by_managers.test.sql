begin;
select plan(15);

create temporary table org as select test_support.make_staffed_org() as id;
create temporary table event as select test_support.make_event(id, 'owner') as id from org;
create temporary table other as
select test_support.make_event(id, 'owner', '{"title": "Other"}') as id from org;
create temporary table type as select test_support.make_ticket_type(id, 'owner') as id from event;
create temporary table pool as
select e.name, test_support.add_row('owner', 'capacity_pools', jsonb_build_object(
  'org_id', org.id, 'event_id', e.id, 'name', e.name, 'capacity', 50)) as id
from org, (select 'All' as name, id from event union all select 'Other', id from other) as e;
grant select on org, type, pool to public;
create function test_support.does(p_name text, p_what text, p_pool_id uuid) returns text
language plpgsql as $$
declare
  v_count integer;
begin
  perform test_support.as_user(p_name);
  if p_what = 'maps' then
    insert into public.ticket_type_pools (org_id, ticket_type_id, pool_id)
    select org.id, type.id, p_pool_id from org, type;
  else
    delete from public.ticket_type_pools where pool_id = p_pool_id;
  end if;
  get diagnostics v_count = row_count;
  perform test_support.as_operator();
  return v_count;
exception when others then
  return case when sqlstate like 'PT%' then sqlstate || ' ' || sqlerrm else sqlstate end;
end
$$;
select is(test_support.does(who, 'maps', pool.id),
  case when who = 'owner' then '1' else '42501' end, who || ' maps')
from pool, unnest(array['finance', 'support', 'scanner', 'member', 'stranger', 'owner']) as who
where pool.name = 'All';
select is(test_support.does('owner', 'maps', pool.id), '23505', 'once') from pool
where name = 'All';
select is(test_support.does('owner', 'maps', pool.id),
  format('PT404 There is no shared limit %s for this ticket type.', pool.id), 'of its own event')
from pool where name = 'Other';
select is(test_support.does('owner', 'maps',
  (select test_support.make_ticket_type(id, 'owner', '{"name": "5 km"}') from event)) like 'PT404%',
  true, 'not the limit of another ticket type');
select is(test_support.does(who, 'unmaps', pool.id), wanted, who || ' unmaps')
from pool, (values ('support', '0'), ('stranger', '0'), ('admin', '1'), ('admin', '0'))
  as c (who, wanted)
where pool.name = 'All';
select is(test_support.does('owner', 'unmaps', type.id),
  'PT409 A ticket type always draws on its own limit.', 'but its own')
from type;
select is(
  (select array_agg(a.action order by a.action) from core.audit_log as a
  where a.entity_type = 'ticket_type_pool' and a.entity_id = type.id::text),
  '{ticket_type_pool.created,ticket_type_pool.deleted}', 'and it is written down') from type;

select * from finish();
rollback;
