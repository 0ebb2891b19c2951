begin;
select plan(13);

create temporary table org as select test_support.make_staffed_org() as id;
create temporary table event as select test_support.make_event(id, 'owner') as id from org;
grant select on org, event to public;
create function test_support.edits(p_name text) returns boolean language plpgsql as $$
declare
  v_count integer;
begin
  perform test_support.as_user(p_name);
  update public.event_settings set hold_minutes = hold_minutes + 1
  where event_id = (select e.id from event as e);
  get diagnostics v_count = row_count;
  perform test_support.as_operator();
  return v_count > 0;
end
$$;
select is(test_support.edits(name), name in ('owner', 'admin'), name || ' edits')
from unnest(enum_range(null::tenancy.member_role)::text[] || array['stranger']) as name;
select is(hold_minutes, 17, 'twice') from events.event_settings;

create function test_support.sees(p_name text) returns bigint language plpgsql as $$
declare
  v_count bigint;
begin
  perform test_support.as_user(p_name);
  select count(*) into v_count from public.event_settings;
  perform test_support.as_operator();
  return v_count;
end
$$;
select is(test_support.sees('member'), 1::bigint, 'every member sees them');
select is(test_support.sees('stranger'), 0::bigint, 'a stranger does not');
select test_support.as_anon();
select throws_ok('select 1 from public.event_settings', '42501', null, 'nor does a visitor');
select test_support.as_user('owner');
select throws_ok('update public.event_settings set terms_version = 9', '42501', null,
  'the version of the terms is counted, not written');
select throws_ok(
  format('insert into public.event_settings (org_id, event_id) values (%L, %L)', id, core.new_id()),
  '42501', null, 'settings come with their event')
from org;

select * from finish();
rollback;
