-- Who swaps is checked against what the new ticket type asks; what is known already is not asked
-- again.
begin;
select plan(17);

create temporary table sale as select * from test_support.make_sale('{"price": 0}');
create temporary table type as
select t.name, test_support.make_ticket_type(event_id, 'seller',
  jsonb_build_object('name', t.name, 'price', 0) || more) as id
from sale, (values
  ('Kids', '{"max_age": 12}'::jsonb), ('Elite', '{"requires_licence": true}'), ('Long', '{}'),
  ('Waves', '{}')
) as t (name, more);
create temporary table question as
select q.name, test_support.make_question(event_id, 'seller', jsonb_build_object(
  'ticket_type_id', type.id, 'is_required', true, 'label_en', q.name)) as id
from sale, (values ('Everybody', null), ('Pace', 'Long')) as q (name, of_type)
left join type on type.name = of_type;
select test_support.publish_waiver(event_id, 'seller') from sale;
select test_support.make_wave(id, 'seller', '{"name": "A"}') as id into temporary table wave
from type where name = 'Waves';
select test_support.allow_changes(event_id) from sale;
create temporary table bought as
select test_support.buy(event_id, test_support.entries(ticket_type_id, jsonb_build_array(
  jsonb_build_object('first_name', 'Rita', 'last_name', 'Runner', 'birth_date', '1990-01-01',
    'waiver', '{"version": 1, "accepted_by": "Rita"}'::jsonb,
    'answers', jsonb_build_object(question.id, 'Blue'))))) as o
from sale, question where question.name = 'Everybody';
create function test_support.try(p_to text, p_more jsonb default '{}') returns jsonb
  language sql as $$
  select test_support.swap(o, type.id, p_more) from bought, type where name = p_to
$$;

select test_support.throws_slug('select test_support.try(''Kids'')', 422, 'too_old');
select test_support.throws_slug('select test_support.try(''Elite'')', 400, 'licence_missing');
select test_support.throws_slug('select test_support.try(''Waves'')', 400, 'wave_missing');
select test_support.throws_slug('select test_support.try(''Long'')', 400, 'answer_missing');
select is((select count(*) from sales.orders), 1::bigint, 'nothing was done');

create temporary table long as
select test_support.try('Long', jsonb_build_object('registration', jsonb_build_object(
  'city', 'Utrecht', 'answers', jsonb_build_object(question.id, '5:00')))) as o
from question where question.name = 'Pace';
select is(o ->> 'status', 'paid', 'with the answer it is done') from long;
select results_eq(
  format('select q.name, a.value #>> ''{}'' from sales.registration_answers as a
    join question as q on q.id = a.question_id
    join sales.registrations as r on r.id = a.registration_id
    where r.order_id = %L order by 1', o ->> 'order_id'),
  $$ values ('Everybody', 'Blue'), ('Pace', '5:00') $$, 'what was answered before is kept')
from long;
select results_eq(
  format('select w.version, w.accepted_by from sales.waiver_acceptances as w
    join sales.registrations as r on r.id = w.registration_id where r.order_id = %L',
    o ->> 'order_id'),
  $$ values (1, 'Rita') $$, 'and what was accepted') from long;
select is((select city from sales.participants), 'Utrecht', 'data that is new is kept');
update bought set o = long.o from long;

-- A new version of the waiver is not accepted by having accepted the old one.
select test_support.publish_waiver(event_id, 'seller') from sale;
select test_support.throws_slug('select test_support.try(''Elite'',
  ''{"registration": {"licence_number": "L 1"}}'')', 400, 'waiver_missing');
select test_support.throws_slug('select test_support.try(''Elite'', ''{"registration":
  {"licence_number": "L 1", "waiver": {"version": 1, "accepted_by": "R"}}}'')', 409,
  'waiver_outdated');
select is(test_support.try('Elite', '{"registration": {"licence_number": "L 1",
  "waiver": {"version": 2, "accepted_by": "Rita"}}}') ->> 'status', 'paid', 'or the new one is');
select is((select licence_number from sales.registrations order by id desc limit 1), 'L 1',
  'with the licence');

-- Sales windows hold as for everybody.
update bought set o = (select jsonb_build_object('order_id', id, 'public_token',
  core.public_token(org_id, id)) from sales.orders order by id desc limit 1);
select test_support.change_rows('seller', 'ticket_types', 'id', id, jsonb_build_object(
  'sales_end', core.clock() - interval '1 hour')) from type where name = 'Waves';
select test_support.throws_slug(format('select test_support.try(''Waves'', %L)',
  jsonb_build_object('wave_id', id)), 409, 'sales_ended') from wave;
select test_support.change_rows('seller', 'ticket_types', 'id', id, '{"is_active": false}')
from type where name = 'Waves';
select test_support.throws_slug(format('select test_support.try(''Waves'', %L)',
  jsonb_build_object('wave_id', id)), 404, 'ticket_type_not_found') from wave;

-- And the event's own.
select test_support.allow_changes(event_id, jsonb_build_object(
  'swaps_close_at', core.clock())) from sale;
select test_support.throws_slug('select test_support.try(''Long'')', 409, 'swaps_closed');
select test_support.allow_changes(event_id, '{"swaps_close_at": null}') from sale;
select test_support.set_clock(e.starts_at)
from events.events as e join sale on sale.event_id = e.id;
select test_support.throws_slug('select test_support.try(''Long'')', 409, 'swaps_closed',
  'at the start at the latest');

select * from finish();
rollback;
