-- A login sees the teams in which its profile takes part, and who else is in them; no others.
begin;
select plan(6);

create temporary table sale as select * from test_support.make_team_sale();
select test_support.make_user(name) from unnest(array['cleo', 'ann', 'stranger']) as name;
select test_support.order_team(event_id, ticket_type_id, name) from sale,
  unnest(array['Wet Socks', 'Flat Tyres']) as name;
select test_support.join_team('Wet Socks', 'Ann');
update sales.participants as p set user_id = u.id
from auth.users as u
where u.email = p.email and p.user_id is null
  and p.id in (select r.participant_id from sales.registrations as r
    join sales.teams as t on t.id = r.team_id and t.name = 'Wet Socks');

select test_support.as_user('cleo');
select is(jsonb_array_length(public.my_teams()), 1, 'the one that one is in');
select is(public.my_teams() #> '{0}' ->> 'is_captain', 'true', 'as its captain');
select is(public.my_teams() #>> '{0,people,1,name}', 'Ann Member', 'with the others');
select test_support.as_operator();
select test_support.as_user('ann');
select is(public.my_teams() #>> '{0,is_captain}', 'false', 'a member too');
select test_support.as_operator();
select test_support.as_user('stranger');
select is(public.my_teams(), '[]', 'others have none');
select test_support.as_operator();
select test_support.as_anon();
select throws_ok('select public.my_teams()', '42501', null, 'visitors neither');
select test_support.as_operator();

select * from finish();
rollback;
