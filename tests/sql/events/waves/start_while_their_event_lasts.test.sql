begin;
select plan(14);

create temporary table org as
select test_support.make_org('Org', 'seller') as id from test_support.make_user('seller') as u;
create temporary table event as
select test_support.make_event(id, 'seller', '{
  "starts_at": "2027-03-20T09:00+01", "ends_at": "2027-03-20T18:00+01"}') as id
from org;
grant select on org, event to public;
create function test_support.make(p_at text) returns uuid language sql as $$
  select test_support.add_row('seller', 'waves', jsonb_build_object(
    'org_id', org.id, 'event_id', event.id, 'name', p_at, 'starts_at', p_at))
  from org, event
$$;
select test_support.throws_slug(
  format('select test_support.make(%L)', at), 400, 'wave_outside_event', at)
from unnest(array['2027-03-20 08:59+01', '2027-03-20 18:00+01', '2028-03-20 09:00+01']) as at;
select test_support.as_operator();
select isnt(test_support.make(at), null, at)
from unnest(array['2027-03-20 09:00+01', '2027-03-20 10:00+01']) as at;

-- The event moves.
create function test_support.moves(p_starts_at timestamptz, p_ends_at timestamptz)
returns setof text language plpgsql as $$
begin
  perform test_support.as_user('seller');
  update public.events set starts_at = p_starts_at, ends_at = p_ends_at
  where id = (select event.id from event);
  return query
    select to_char(w.starts_at at time zone 'Europe/Amsterdam', 'MM-DD HH24:MI')
    from public.waves as w order by w.starts_at;
  perform test_support.as_operator();
end
$$;
select results_eq(
  $$ select test_support.moves('2027-03-20 08:00+01', '2027-03-20 17:00+01') $$,
  array['03-20 09:00', '03-20 10:00'], 'as long as they still fit, they stay');
select results_eq(
  $$ select test_support.moves('2027-03-20 09:30+01', '2027-03-20 17:00+01') $$,
  array['03-20 10:30', '03-20 11:30'], 'when one does not, they come along');
select results_eq(
  $$ select test_support.moves('2027-03-28 09:30+02', '2027-03-28 17:00+02') $$,
  array['03-28 10:30', '03-28 11:30'], 'across the night of summer time, on the clocks there');
select test_support.throws_slug(
  $$ select test_support.moves('2027-03-28 09:30+02', '2027-03-28 11:00+02') $$, 400,
  'wave_outside_event', 'an event too short for them is refused');
select test_support.as_operator();
update events.waves set deleted_at = core.clock() where starts_at = '2027-03-28 11:30+02';
select results_eq(
  $$ select test_support.moves('2027-03-28 09:30+02', '2027-03-28 11:00+02') $$,
  array['03-28 10:30'], 'a deleted one counts no more');
create temporary table gone as select w.id from events.waves as w where w.deleted_at is not null;
grant select on gone to public;
select test_support.as_user('seller');
select test_support.throws_slug(
  format('select public.restore(%L, %L)', 'wave', id), 400, 'wave_outside_event',
  'and does not come back where it does not fit') from gone;
select throws_ok(
  format('insert into public.waves (org_id, event_id, name, starts_at) values (%L, %L, %L, %L)',
    core.new_id(), id, 'x', '2027-03-28 10:00+02'),
  '42501', null, 'not for another org') from event;
select test_support.as_operator();
update events.events set starts_at = null, ends_at = null;
select isnt(test_support.make('2030-01-01 10:00+01'), null, 'without dates, at any time');
select test_support.throws_slug(
  $$ select test_support.moves('2027-03-28 09:30+02', '2027-03-28 11:00+02') $$, 400,
  'wave_outside_event', 'which its first dates must fit');

select * from finish();
rollback;
