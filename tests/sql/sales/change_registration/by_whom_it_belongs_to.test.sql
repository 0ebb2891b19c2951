begin;
select plan(22);

create temporary table sale as select * from test_support.make_sale('{"price": 0}');
grant select on sale to public;
select test_support.make_user(name) from unnest(array['anna', 'bert']) as name;
create temporary table placed (answer jsonb);
grant all on placed to public;
select test_support.as_user('anna');
insert into placed select public.create_order(event_id, test_support.entries(ticket_type_id, '[
  {"first_name": "Anna", "last_name": "Vries", "email": "anna@example.test"},
  {"first_name": "Kim", "last_name": "Vries"}]'), 'anna@example.test', 'Anna Vries') from sale;
select test_support.as_operator();
create temporary table of as
select p.first_name as name, r.id
from sales.registrations as r
join sales.participants as p on p.org_id = r.org_id and p.id = r.participant_id;
-- Who wants to change whose registration, with or without the order's token.
create function test_support.change_as(p_user text, p_whose text, p_with_token boolean)
  returns text language plpgsql as $$
declare
  v_id uuid := (select o.id from of as o where o.name = p_whose);
  v_token text := (select p.answer ->> 'public_token' from placed as p where p_with_token);
begin
  if p_user = 'visitor' then
    perform test_support.as_anon();
  else
    perform test_support.as_user(p_user);
  end if;
  perform public.change_registration(v_id, '{"city": "Zwolle"}', v_token);
  perform test_support.as_operator();
  return 'done';
exception when others then
  perform test_support.as_operator();
  return sqlstate;
end
$$;
select is(test_support.change_as(person, whose, with_token), told,
  concat_ws(' ', person, 'changes', whose, case when with_token then 'with the token' end))
from (values
  ('anna', 'Anna', false, 'done'), ('anna', 'Kim', false, 'done'),
  ('anna', 'Anna', true, 'done'), ('anna', 'Kim', true, 'done'),
  ('bert', 'Anna', false, 'PT404'), ('bert', 'Kim', false, 'PT404'),
  ('bert', 'Anna', true, 'PT404'), ('bert', 'Kim', true, 'done'),
  ('seller', 'Anna', false, 'PT404'), ('seller', 'Kim', false, 'PT404'),
  ('visitor', 'Anna', false, 'PT401'), ('visitor', 'Kim', false, 'PT401'),
  ('visitor', 'Anna', true, 'PT404'), ('visitor', 'Kim', true, 'done')
) as v (person, whose, with_token, told);
select test_support.as_anon();
select test_support.throws_slug(format(
  'select public.change_registration(%L, %L, %L)', '00000000-0000-7000-8000-000000000000', '{}', token),
  404, 'not_found', token)
from unnest(array['', 'wrong']) as token;
select test_support.throws_slug($$ select public.change_registration(null, '{}', 'x') $$, 400,
  'missing_field');
select test_support.as_operator();
select is(array_agg(distinct city), '{Zwolle}', 'it was changed') from sales.participants;

-- Who joined a team without a login is not the buyer's to change, nor to look at.
create temporary table relay as
select test_support.make_ticket_type(event_id, 'seller',
  '{"name": "Relay", "price": 0, "team_min": 1, "team_max": 3}') as id from sale;
insert into placed select test_support.place_order(event_id, test_support.entries(relay.id,
  '[{"first_name": "Cas", "last_name": "Smit", "team_name": "Tigers"}]')) from sale, relay;
insert into sales.registrations (
  org_id, event_id, ticket_type_id, order_id, order_item_id, position, team_id, participant_id,
  status, licence_number)
select r.org_id, r.event_id, r.ticket_type_id, r.order_id, r.order_item_id, 2, r.team_id, p.id,
  'paid', 'N7'
from sales.registrations as r join relay on relay.id = r.ticket_type_id
join sales.participants as p on p.first_name = 'Kim';
create temporary table team as
select r.id, r.position, p.answer ->> 'public_token' as token
from sales.registrations as r
join placed as p on (p.answer ->> 'order_id')::uuid = r.order_id
where r.team_id is not null;
grant select on team to public;
select test_support.as_anon();
select lives_ok(format('select public.change_registration(%L, %L, %L)', id, '{}', token), 'the captain')
from team where position = 1;
select test_support.throws_slug(format(
  'select public.change_registration(%L, %L, %L)', id, '{}', token), 404, 'not_found', 'a member')
from team where position = 2;
select is(jsonb_path_query_array(public.get_order(token), '$.registrations[*].licence_number'),
  '[null, null]', 'whose licence is not shown') from team where position = 1;
select is(jsonb_path_query_array(public.get_order(token), '$.registrations[*].participant.first_name'),
  '["Cas", "Kim"]', 'only who it is') from team where position = 1;

select * from finish();
rollback;
