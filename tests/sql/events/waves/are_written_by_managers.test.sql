begin;
select plan(28);

create temporary table org as select test_support.make_staffed_org() as id;
create temporary table event as select test_support.make_event(id, 'owner') as id from org;
create temporary table type as select test_support.make_ticket_type(id, 'owner') as id from event;
create temporary table other_type as
select test_support.make_ticket_type(test_support.make_event(id, 'owner'), 'owner') as id from org;
create function test_support.make(p_user text, p_more jsonb default '{}') returns uuid
language sql as $$
  select test_support.add_row(p_user, 'waves', jsonb_build_object(
    'org_id', e.org_id, 'event_id', e.id, 'name', 'A', 'starts_at', e.starts_at) || p_more)
  from events.events as e, event where e.id = event.id
$$;
create temporary table wave as select test_support.make('owner', '{"capacity": 5}') as id;
grant select on org, event, type, other_type, wave to public;

create function test_support.edits(p_name text) returns boolean language plpgsql as $$
declare
  v_count integer;
begin
  perform test_support.as_user(p_name);
  update public.waves set name = p_name where id = (select w.id from wave as w);
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
from unnest(array['{"capacity": -1}', '{"name": " "}']) as more;
select test_support.as_operator();

-- Who starts in it.
create function test_support.assigns(p_user text, p_type uuid) returns void language plpgsql as $$
begin
  perform test_support.as_user(p_user);
  insert into public.wave_ticket_types (org_id, wave_id, ticket_type_id)
  select org.id, wave.id, p_type from org, wave;
  perform test_support.as_operator();
end
$$;
select throws_ok(
  format('select test_support.assigns(%L, %L)', name, type.id), '42501', null,
  name || ' does not say who starts in it')
from type, unnest(array['finance', 'support', 'stranger']) as name;
select test_support.as_operator();
select test_support.throws_slug(
  format('select test_support.assigns(%L, %L)', 'owner', id), 404, 'ticket_type_not_found',
  'not another event''s ticket type') from other_type;
select test_support.as_operator();
select lives_ok(format('select test_support.assigns(%L, %L)', 'owner', id), 'one of the event')
from type;
create function test_support.unassigns(p_name text) returns boolean language plpgsql as $$
declare
  v_count integer;
begin
  perform test_support.as_user(p_name);
  delete from public.wave_ticket_types;
  get diagnostics v_count = row_count;
  perform test_support.as_operator();
  return v_count > 0;
end
$$;
select is(test_support.unassigns(name), name = 'admin', name || ' takes it back')
from unnest(array['finance', 'support', 'stranger', 'admin']) as name;

-- Its places.
select is(test_support.places_left(id), 5::bigint, 'its places') from wave;
select ok(events.claim_capacity(org.id, wave.id, 2), 'two taken') from org, wave;
select test_support.as_user('owner');
select test_support.throws_slug('update public.waves set capacity = 1', 409,
  'capacity_below_sold');
select test_support.throws_slug('update public.waves set deleted_at = now()', 409, 'wave_in_use',
  'a wave that somebody is in stays');
select test_support.as_operator();
select events.release_capacity(org.id, wave.id, 2) from org, wave;
select test_support.as_user('owner');
update public.waves set deleted_at = now();
select is_empty('select 1 from public.waves', 'an empty one goes');

select * from finish();
rollback;
