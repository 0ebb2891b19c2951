-- Staff correct who takes part, at any time and under the rules of the ticket type; the audit log
-- has who changed which fields.
begin;
select plan(18);

create temporary table org as select test_support.make_staffed_org() as id;
create temporary table event as select test_support.make_event(id, 'owner') as id from org;
create temporary table type as
select test_support.make_ticket_type(id, 'owner', '{"price": 0, "min_age": 16}') as id from event;
create temporary table question as select test_support.make_question(id, 'owner') as id from event;
select test_support.publish(id, 'owner') from event;
select test_support.change_rows('owner', 'event_settings', 'event_id', id,
  jsonb_build_object('edits_close_at', core.clock() - interval '1 day')) from event;
create temporary table bought as
select test_support.buy(event.id, test_support.entries(type.id, '[{"first_name": "Rita",
  "last_name": "Runer", "birth_date": "1990-02-28", "club": "AV"}]')) as o from event, type;
create temporary table registration as select r.id from sales.registrations as r;
grant select on registration to public;
create function test_support.edit(p_user text, p_changes jsonb) returns jsonb language plpgsql as $$
declare v_answer jsonb;
begin
  perform test_support.as_user(p_user);
  v_answer := public.update_registration((select id from registration), p_changes);
  perform test_support.as_operator();
  return v_answer;
end $$;

select test_support.throws_slug(format('select test_support.edit(%L, ''{"club": "X"}'')', role),
  case role when 'stranger' then 404 else 403 end,
  case role when 'stranger' then 'not_found' else 'not_allowed' end, role)
from unnest(array['finance', 'scanner', 'member', 'stranger']) as role;

select is(test_support.edit('support', jsonb_build_object('last_name', 'Runner', 'club', null,
    'licence_number', 'L 1', 'answers', jsonb_build_object(question.id, 'Yes')))
    - '{registration_id,participant_id,answers}'::text[],
  '{"status": "paid", "licence_number": "L 1", "age_on_race_day": 36}', 'what it says then')
from question;
select is((first_name, last_name, club), ('Rita'::text, 'Runner'::text, null::text), 'is written')
from sales.participants;
select is((select value from sales.registration_answers), '"Yes"', 'answers too');
select is((select birth_date from sales.participant_details), date '1990-02-28',
  'the rest is what it was');
select results_eq(
  $$ select new_value -> 'fields', performed_by, performed_by_type::text from core.audit_log
    where action = 'registration.edited' $$,
  $$ values ('["answers", "club", "last_name", "licence_number"]'::jsonb,
    test_support.user_id('support'), 'operator') $$, 'in the audit log');
select test_support.throws_slug(
  'select test_support.edit(''support'', ''{"birth_date": "1991-01-01"}'')', 403, 'not_allowed',
  'whoever may not read what is sensitive may not write it');
select is(test_support.edit('admin', '{"birth_date": "1991-01-01"}') ->> 'age_on_race_day', '35',
  'whoever may, may');
select test_support.throws_slug(
  'select test_support.edit(''admin'', ''{"birth_date": "2015-01-01"}'')', 422, 'too_young',
  'the ticket type''s rules hold');
select test_support.throws_slug(format('select test_support.edit(''admin'', %L)', changes),
  400, 'invalid_field', 'not ' || changes)
from unnest(array['{"wave_id": "x"}', '{"products": []}', '{"waiver": {}}', '{"team_name": "x"}'])
  as changes;

-- Somebody is named; and what has ended stays as it was.
create temporary table unnamed as
select test_support.make_ticket_type(id, 'owner', '{"name": "Walk", "price": 0}') as id from event;
create temporary table more as
select test_support.buy(event.id, test_support.cart(unnamed.id, 1)) as o from event, unnamed;
update registration set id = r.id from sales.registrations as r where r.participant_id is null;
select ok(test_support.edit('support', '{"first_name": "Zoë", "last_name": "Name"}')
  ->> 'participant_id' is not null, 'named');
update sales.registrations set status = 'cancelled', cancelled_at = core.clock();
select test_support.throws_slug('select test_support.edit(''owner'', ''{"club": "X"}'')', 409,
  'registration_not_editable');

select * from finish();
rollback;
