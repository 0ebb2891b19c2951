begin;
select plan(14);

create temporary table org as select test_support.make_staffed_org() as id;
create temporary table event as select test_support.make_event(id, 'owner') as id from org;
grant select on org, event to public;
create function test_support.step(p_user text, p_days integer, p_rate integer) returns text
language plpgsql as $$
begin
  perform test_support.as_user(p_user);
  insert into public.cancellation_steps (org_id, event_id, starts_at, refund_rate)
  select org.id, event.id, now() + make_interval(days => p_days), p_rate from org, event;
  perform test_support.as_operator();
  return 'done';
exception when others then
  perform test_support.as_operator();
  return sqlstate;
end
$$;
select is(test_support.step(name, place::integer, 5000),
  case when name in ('owner', 'admin') then 'done' else '42501' end, name)
from unnest(array['owner', 'admin', 'finance', 'support', 'scanner', 'member', 'stranger'])
  with ordinality as n (name, place);
select is(test_support.step('owner', 1, 4000), '23505', 'one share from a moment on');
select is(test_support.step('owner', 9, 10001), '23514', 'at most all of it');
select results_eq('select events.refund_rate_at(s, now() + make_interval(days => d))
  from events.event_settings as s, unnest(array[0, 1, 2]) as d', array[10000, 5000, 5000],
  'the latest that has begun, else that of the settings');
select test_support.as_user('owner');
select is((select count(*) from public.cancellation_steps), 2::bigint, 'both are seen');
create temporary table copy as
select (public.duplicate_event(e.id, e.starts_at + interval '10 days') ->> 'event_id')::uuid as id
from public.events as e join event using (id);
select results_eq(
  'select (s.starts_at - now()) > interval ''10 days'', s.refund_rate
    from public.cancellation_steps as s join copy on copy.id = s.event_id order by s.starts_at',
  'values (true, 5000), (true, 5000)', 'a copy of the event has them at its own moments');
delete from public.cancellation_steps as s using event where s.event_id = event.id;
select is((select count(*) from public.cancellation_steps), 2::bigint, 'and a removal');
select test_support.as_user('member');
delete from public.cancellation_steps;
select test_support.as_operator();
select is((select count(*) from events.cancellation_steps), 2::bigint, 'not by members');

select * from finish();
rollback;
