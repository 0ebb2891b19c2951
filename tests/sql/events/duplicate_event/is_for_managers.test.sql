begin;
select plan(19);

create temporary table org as select test_support.make_staffed_org() as id;
create temporary table event as
select test_support.make_event(id, 'owner', '{
  "starts_at": "2027-03-20T10:00+01", "ends_at": "2027-03-20T18:00+01"}') as id
from org;
grant select on org, event to public;
create function test_support.copies(p_name text, p_at timestamptz default '2027-04-03T10:00+02')
returns jsonb language plpgsql as $$
declare
  v_copy jsonb;
begin
  perform test_support.as_user(p_name);
  v_copy := public.duplicate_event((select event.id from event), p_at);
  perform test_support.as_operator();
  return v_copy;
end
$$;
select is(test_support.copies(name) ->> 'status', 'draft', name || ' copies it')
from unnest(array['owner', 'admin']) as name;
select test_support.throws_slug(
  format('select test_support.copies(%L)', name), 403, 'not_allowed', name || ' does not')
from unnest(array['finance', 'support', 'scanner', 'member']) as name;
select test_support.as_operator();
select test_support.throws_slug(
  'select test_support.copies(''stranger'')', 404, 'not_found', 'to a stranger it is not there');
select test_support.as_anon();
select throws_ok(
  format('select public.duplicate_event(%L, %L)', id, '2027-04-03T10:00+02'), '42501', null,
  'a visitor may not ask') from event;
select test_support.as_operator();

select results_eq(
  'select e.slug from events.events as e order by e.created_at, e.id',
  array['city-run', 'city-run-2', 'city-run-3'], 'each copy has an address of its own');

-- The clocks there.
select is(
  (test_support.copies('owner', at) ->> 'ends_at')::timestamptz, ends, at::text)
from (
  values
  ('2027-03-27T10:00+01'::timestamptz, '2027-03-27T18:00+01'::timestamptz),
  ('2027-03-28T10:00+02', '2027-03-28T18:00+02'),
  ('2027-10-31T10:00+01', '2027-10-31T18:00+01'),
  ('2027-03-27T23:00+01', '2027-03-28T07:00+02')
) as m (at, ends);

select test_support.throws_slug(
  format('select test_support.copies(%L, %L)', 'owner', at), 400, slug, at)
from (values (null, 'missing_field'), ('infinity', 'invalid_field'), ('-infinity', 'invalid_field'),
  ('1950-01-01', 'invalid_field')) as m (at, slug);
select test_support.as_operator();
update events.events set deleted_at = core.clock() where id = (select id from event);
select test_support.throws_slug(
  'select test_support.copies(''owner'')', 404, 'not_found', 'what is deleted is not copied');
select test_support.as_operator();
update events.events set deleted_at = null, starts_at = null, ends_at = null
where id = (select id from event);
select is(
  test_support.copies('owner') -> 'ends_at', 'null', 'without dates, it only gets its start');

select * from finish();
rollback;
