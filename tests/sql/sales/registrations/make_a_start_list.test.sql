begin;
select plan(3);

create temporary table sale as select * from test_support.make_sale('{"price": 0}');
grant select on sale to public;
select test_support.change_rows('seller', 'event_settings', 'event_id', event_id,
  '{"bibs_assigned_on": "settlement"}') from sale;
select test_support.add_row('seller', 'bib_ranges', jsonb_build_object(
  'org_id', org_id, 'event_id', event_id, 'first_number', 101, 'last_number', 199)) from sale;
create temporary table wave as
select test_support.make_wave(ticket_type_id, 'seller', '{"name": "Fast"}') as id from sale;
select test_support.place_order(event_id, test_support.entries(ticket_type_id, jsonb_build_array(
  jsonb_build_object('first_name', 'Anna', 'last_name', 'Vries', 'club', 'AV', 'wave_id', wave.id),
  jsonb_build_object('first_name', 'Kim', 'last_name', 'Bos', 'wave_id', wave.id)))) from sale, wave;
create temporary table relay as
select test_support.make_ticket_type(event_id, 'seller',
  '{"name": "Relay", "price": 0, "team_min": 1, "team_max": 3}') as id from sale;
select test_support.place_order(event_id, test_support.entries(relay.id, jsonb_build_array(
  jsonb_build_object('first_name', 'Cas', 'last_name', 'Smit', 'team_name', 'Tigers'))))
from sale, relay;

select test_support.as_user('seller');
create temporary table list as
select concat_ws(' ', bib_number, first_name, last_name, club, ticket_type, wave, team, is_captain,
  status) as line
from public.registrations
where event_id = (select event_id from sale)
order by bib_number;
select results_eq('select line from list', $$ values
  ('101 Anna Vries AV 10 km Fast paid'),
  ('102 Kim Bos 10 km Fast paid'),
  ('103 Cas Smit Relay Tigers t paid') $$, 'one query is the start list');
select is(count(*), 2::bigint, 'with the start of the wave')
from public.registrations as r join public.waves as w on w.id = r.wave_id
where r.wave_starts_at = w.starts_at;
select is(count(*), 1::bigint, 'filtered by number')
from public.registrations where bib_number = 102 and first_name = 'Kim';

select * from finish();
rollback;
