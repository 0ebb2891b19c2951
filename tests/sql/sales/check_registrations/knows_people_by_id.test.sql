begin;
select plan(17);

create temporary table sale as select * from test_support.make_sale();
grant select on sale to public;
select test_support.make_user(name) from unnest(array['anna', 'bert', 'stranger']) as name;
create temporary table people (name text, id uuid);
grant all on people to public;
select test_support.as_user('anna');
insert into people
select 'anna', (public.save_my_profile(org_id, '{"first_name": "Anna", "last_name": "Vries",
  "phone": "+31612345678", "birth_date": "1990-12-31"}') ->> 'participant_id')::uuid from sale;
select public.create_order(event_id, test_support.entries(ticket_type_id,
  '[{"first_name": "Kim", "last_name": "Vries"}]'), 'anna@example.test') from sale;
select test_support.as_operator();
insert into people select 'kim', p.id from sales.participants as p where p.first_name = 'Kim';
create function test_support.told(p_user text, p_who text, p_more text default '{}') returns text
language plpgsql as $$
declare
  v_told text;
begin
  perform set_config('request.jwt.claims', '', true);
  if p_user <> 'nobody' then
    perform test_support.sign_in(p_user);
  end if;
  select test_support.told_of(s.event_id, test_support.entries(s.ticket_type_id,
    jsonb_build_array(jsonb_build_object('participant_id', coalesce(
      (select p.id::text from people as p where p.name = p_who), p_who)) || p_more::jsonb)))
  into v_told from sale as s;
  perform test_support.as_operator();
  return v_told;
end
$$;
select is(test_support.told('anna', 'anna'), 'fine', 'oneself');
select is(test_support.told('anna', 'kim'), 'fine', 'a guest whom one has entered before');
select is(test_support.told('bert', 'anna'), 'participant_not_found 1/1 participant_id',
  'somebody else''s profile');
select is(test_support.told('bert', 'kim'), 'participant_not_found 1/1 participant_id',
  'somebody else''s guest');
select is(test_support.told('nobody', 'anna'), 'participant_not_found 1/1 participant_id',
  'visitors know nobody');
select is(test_support.told('nobody', 'kim'), 'participant_not_found 1/1 participant_id');
select is(test_support.told('seller', 'anna'), 'fine', 'staff enter anybody of their org');
select is(test_support.told('seller', 'kim'), 'fine');
select test_support.make_org('Other org', 'stranger');
select is(test_support.told('stranger', 'anna'), 'participant_not_found 1/1 participant_id',
  'staff of another org know nobody here');
select is(test_support.told('anna', id), 'participant_not_found 1/1 participant_id', 'no such id: ' || id)
from unnest(array['00000000-0000-7000-8000-000000000000', 'me', '']) as id;
select is(test_support.told('anna', 'anna', '{"phone": "+31612345678"}'), 'invalid_field 1/1 phone',
  'one or the other: an id, or data');
select test_support.change_rows('seller', 'event_settings', 'event_id', event_id,
  '{"required_profile_fields": ["phone", "birth_date"]}') from sale;
select is(test_support.told('anna', 'anna'), 'fine', 'a profile that has all that is asked');
select is(test_support.told('anna', 'kim'), 'profile_field_missing 1/1 phone', 'one that has not');
select test_support.change_rows('seller', 'ticket_types', 'id', ticket_type_id,
  '{"max_age": 12}') from sale;
select is(test_support.told('anna', 'anna'), 'too_old 1/1 birth_date', 'with the age in the profile');
update sales.participants set deleted_at = core.clock() where first_name = 'Anna';
select is(test_support.told('anna', 'anna'), 'participant_not_found 1/1 participant_id',
  'a profile that is gone');

select * from finish();
rollback;
