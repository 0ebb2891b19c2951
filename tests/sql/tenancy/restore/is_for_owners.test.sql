begin;
select plan(24);

create temporary table org as select test_support.make_staffed_org() as id;
create temporary table event as select test_support.make_event(id, 'owner') as id from org;
grant select on org, event to public;
update events.events set deleted_at = core.clock();

create function test_support.refuses(p_name text, p_statement text) returns text
language plpgsql as $$
declare
  v_told text;
begin
  perform test_support.as_user(p_name);
  v_told := test_support.throws_slug(p_statement, 403, 'not_allowed', p_name);
  perform test_support.as_operator();
  return v_told;
end
$$;
select test_support.refuses(name, format('select public.restore(%L, %L)', 'event', id))
from event, unnest(array['admin', 'finance', 'support', 'scanner', 'member']) as name;
select test_support.refuses(name, format('select 1 from public.deleted_rows(%L)', id))
from org, unnest(array['admin', 'finance', 'support', 'scanner', 'member']) as name;
select test_support.as_user('stranger');
select test_support.throws_slug(
  format('select public.restore(%L, %L)', 'event', id), 404, 'not_found', 'a stranger')
from event;
select test_support.throws_slug(
  format('select public.restore(%L, %L)', 'event', core.new_id()), 404, 'not_found',
  'looks the same as nothing');
select test_support.throws_slug(
  format('select 1 from public.deleted_rows(%L)', id), 404, 'not_found', 'nor does one list')
from org;
select test_support.as_anon();
select throws_ok(
  format('select public.restore(%L, %L)', 'event', id), '42501', null, 'no visitor') from event;
select throws_ok(format('select public.deleted_rows(%L)', id), '42501', null, 'nor lists one')
from org;

select test_support.as_user('owner');
select test_support.throws_slug('select public.restore()', 400, 'missing_field');
select test_support.throws_slug('select public.restore(''event'')', 400, 'missing_field', 'no id');
select test_support.throws_slug('select 1 from public.deleted_rows()', 400, 'missing_field',
  'no org');
select test_support.throws_slug(
  format('select public.restore(%L, %L)', kind, id), 400, 'invalid_field', kind)
from event, unnest(array['orders', 'events.events', 'event; drop table x']) as kind;
select test_support.as_user('owner');
select is(public.restore('event', id) ->> 'label', 'City Run', 'an owner') from event;
select isnt_empty('select 1 from public.events', 'it is there again');
select test_support.as_operator();
select is(l.performed_by, test_support.user_id('owner'), 'the audit trail knows who')
from core.audit_log as l where l.action = 'event.restored';

select * from finish();
rollback;
