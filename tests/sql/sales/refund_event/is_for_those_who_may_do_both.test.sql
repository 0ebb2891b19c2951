begin;
select plan(25);

create temporary table org as select test_support.make_staffed_org() as id;
create temporary table event as
select name, test_support.make_event(id, 'owner') as id
from org, unnest(array['owner', 'admin', 'none', 'closed']) as name;
select test_support.make_ticket_type(id, 'owner') from event;
select test_support.publish(id, 'owner') from event where name = 'closed';
grant select on org, event to public;
create function test_support.ask(p_user text, p_function text, p_event text) returns text
language plpgsql as $$
begin
  perform test_support.as_user(p_user);
  return test_support.throws_slug(
    format('select public.%I(%L)', p_function, e.id),
    case p_user when 'stranger' then 404 else 403 end,
    case p_user when 'stranger' then 'not_found' else 'not_allowed' end, p_user || ': ' || p_function)
  from event as e where e.name = p_event;
end
$$;
select test_support.ask(name, 'refund_event', 'none')
from unnest(array['finance', 'support', 'scanner', 'member', 'stranger']) as name;
select test_support.as_operator();
select is(e.status::text, 'draft', 'nothing happened') from events.events as e join event as n using (id)
where n.name = 'none';
create function test_support.do_as(p_user text, p_function text) returns text language plpgsql as $$
declare
  v_said jsonb;
begin
  perform test_support.as_user(p_user);
  execute format('select public.%I(e.id) from event as e where e.name = %L', p_function, p_user)
  into v_said;
  perform test_support.as_operator();
  return v_said ->> 'status';
end
$$;
select is(test_support.do_as(name, 'refund_event'), 'running', name)
from unnest(array['owner', 'admin']) as name;
select is(test_support.do_as(name, 'pause_event_refund'), 'paused', name)
from unnest(array['owner', 'admin']) as name;
select is(test_support.do_as(name, 'resume_event_refund'), 'running', name)
from unnest(array['owner', 'admin']) as name;
select test_support.ask(name, f, 'owner')
from unnest(array['finance', 'support', 'stranger']) as name,
  unnest(array['pause_event_refund', 'resume_event_refund']) as f;

select test_support.as_user('owner');
select test_support.throws_slug(format('select public.refund_event(%L)', id), 404, 'not_found',
  'no event') from (values (core.new_id())) as v (id);
select test_support.throws_slug('select public.refund_event()', 400, 'missing_field', 'nothing');
select test_support.throws_slug(format('select public.pause_event_refund(%L)', id), 404, 'not_found',
  'nothing to pause') from event where name = 'none';
select test_support.throws_slug(format('select public.refund_event(%L, false)', id), 409,
  'refund_run_exists', 'other options') from event where name = 'owner';
select test_support.as_user('owner');
select public.close_event(id) from event where name = 'closed';
select test_support.throws_slug(format('select public.refund_event(%L)', id), 409,
  'event_not_called_off', 'what is over') from event where name = 'closed';
select test_support.as_user('finance');
select is((select count(*) from public.event_refund_runs), 2::bigint, 'finance sees them');
select test_support.as_user('support');
select is((select count(*) from public.event_refund_runs), 0::bigint, 'support does not');

select * from finish();
rollback;
