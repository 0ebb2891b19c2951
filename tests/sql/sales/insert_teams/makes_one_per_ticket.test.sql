-- Each team ticket of an order becomes a team, with the sizes of its ticket type and the deadline of
-- its event, led by whoever was entered with it. Its code goes out when the order is paid.
begin;
select plan(9);

create temporary table sale as select * from test_support.make_team_sale('{"price": 12000}');
update events.event_settings set teams_close_at = core.clock() + interval '20 days';
create temporary table placed as
select test_support.place_order(event_id, jsonb_build_array(jsonb_build_object(
  'ticket_type_id', ticket_type_id, 'quantity', 2, 'registrations', '[
    {"first_name": "Cleo", "last_name": "A", "email": "cleo@example.test", "language": "en",
      "team_name": "Wet Socks"},
    {"first_name": "Carl", "last_name": "B", "team_name": "Flat Tyres"}]'::jsonb))) as o
from sale;

select results_eq(
  'select name, position::integer, size_min, size_max, status::text, closes_at - core.clock() '
  'from sales.teams order by position',
  $$ values
    ('Wet Socks', 1, 2, 3, 'forming', interval '20 days'),
    ('Flat Tyres', 2, 2, 3, 'forming', interval '20 days') $$,
  'one team for each ticket');
select is(count(distinct join_code_hash), 2::bigint, 'each has a code of its own')
from sales.teams;
select results_eq(
  'select t.name, p.first_name, r.position::integer, r.status::text from sales.teams as t '
  'join sales.registrations as r on r.id = t.captain_id and r.team_id = t.id '
  'join sales.participants as p on p.id = r.participant_id order by t.position',
  $$ values ('Wet Socks', 'Cleo', 1, 'pending'), ('Flat Tyres', 'Carl', 1, 'pending') $$,
  'who was entered with it leads it');
select is(test_support.join_code('Wet Socks'), null, 'nobody has a code before the order is paid');
select test_support.throws_slug(
  format('select public.renew_join_code(%L, %L)', t.id, o ->> 'public_token'),
  409, 'team_not_paid', 'nor gets one')
from sales.teams as t, placed
where t.name = 'Wet Socks';

select test_support.report(test_support.open_payment(o), 'paid') from placed;
select results_eq(
  $$ select payload ->> 'email', payload ->> 'language', payload ->> 'name',
      payload ->> 'team_name', payload ->> 'reason'
    from core.outbox_events where topic = 'email.team_code' order by 4 $$,
  $$ values
    ('visitor@example.test', 'nl', 'Carl', 'Flat Tyres', 'paid'),
    ('cleo@example.test', 'en', 'Cleo', 'Wet Socks', 'paid') $$,
  'each captain gets one then, or the buyer where a captain has no address');
select ok(bool_and(
  t.join_code_hash = core.token_hash(replace(e.payload ->> 'join_code', '-', ''))
  and e.payload ->> 'join_code' ~ '^([0-9A-HJKMNP-TV-Z]{4}-){2}[0-9A-HJKMNP-TV-Z]{4}$'),
  'of 60 bits that people can read, and only its hash is stored')
from core.outbox_events as e
join sales.teams as t on t.id = (e.payload ->> 'team_id')::uuid
where e.topic = 'email.team_code';
select ok(bool_and(i.registration_id = t.captain_id), 'the ticket is the captain''s')
from sales.teams as t
left join sales.ticket_instances as i on i.registration_id = t.captain_id;
select is(count(*), 2::bigint, 'and there is one for each team') from sales.ticket_instances;

select * from finish();
rollback;
