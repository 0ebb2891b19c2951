begin;
select plan(22);

create temporary table org as select test_support.make_staffed_org() as id;
create temporary table event as select test_support.make_event(id, 'owner') as id from org;
create temporary table type as select test_support.make_ticket_type(id, 'owner') as id from event;
create temporary table theirs as
select test_support.make_event(o.id, 'stranger') as id, o.id as org_id from tenancy.orgs as o
where o.name = 'Other org';
grant select on org, event, type, theirs to public;
create function test_support.edits(p_name text) returns boolean language plpgsql as $$
declare
  v_count integer;
begin
  perform test_support.as_user(p_name);
  update public.ticket_types set price = price + 1 where id = (select t.id from type as t);
  get diagnostics v_count = row_count;
  perform test_support.as_operator();
  return v_count > 0;
end
$$;
select is(test_support.edits(name), name in ('owner', 'admin'), name || ' edits')
from unnest(enum_range(null::tenancy.member_role)::text[] || array['stranger']) as name;
select throws_ok(
  format('select test_support.make_ticket_type(%L, %L)', (select id from event), name), '42501',
  null, name || ' makes none')
from unnest(array['finance', 'support', 'scanner', 'member', 'stranger']) as name;
select throws_ok(
  format('select test_support.add_row(%L, %L, %L)', 'owner', 'ticket_types', jsonb_build_object(
    'org_id', (select id from org), 'event_id', (select id from theirs), 'name', 'x', 'price', 1)),
  '23503', null, 'none for another org''s event');
select test_support.as_operator();
select throws_ok(
  format('select test_support.add_row(%L, %L, %L)', 'owner', 'ticket_types', jsonb_build_object(
    'org_id', (select org_id from theirs), 'event_id', (select id from theirs), 'name', 'x',
    'price', 1)),
  '42501', null, 'nor in its name');
select test_support.as_operator();
select throws_ok(
  format('select test_support.make_ticket_type(%L, %L, %L)', (select id from event), 'owner', more),
  '23514', null, more)
from unnest(array[
  '{"price": -1}', '{"price": 5000001}', '{"vat_rate": 10001}', '{"capacity": -1}',
  '{"min_per_order": 0}',
  '{"max_per_order": 0}', '{"max_per_order": 101}', '{"name": " "}'
]) as more;

select * from finish();
rollback;
