-- The ticket of a team makes whoever gets it the captain: the old code of the team is dead, the
-- buyer of the team has no say any more, and the members stay.
begin;
select plan(8);

create temporary table sale as select * from test_support.make_team_sale();
select test_support.allow_transfers(event_id) from sale;
create temporary table placed as
select test_support.order_team(event_id, ticket_type_id, 'Wet Socks') as answer from sale;
select test_support.join_team('Wet Socks', 'Ann');
create temporary table old as
select test_support.join_code('Wet Socks') as code, t.* from sales.teams as t;
grant select on old, placed to public;
select test_support.offer(answer, 'nina@example.test') from placed;
create temporary table claimed as
select test_support.claim('nina@example.test', 'Nina') as answer;
grant select on claimed to public;

select is(t.captain_id, o.captain_id, 'the place of the captain stays') from sales.teams as t, old as o;
select is(array_agg(p.first_name order by r.position), array['Nina', 'Ann'], 'with another person')
from sales.registrations as r join sales.participants as p on p.id = r.participant_id
where r.status = 'paid';
select isnt(test_support.join_code('Wet Socks'), code, 'the team has a new code') from old;
select is(payload ->> 'email', 'nina@example.test', 'which its new captain gets')
from core.outbox_events where topic = 'email.team_code' order by event_id desc limit 1;
select test_support.as_anon();
select test_support.throws_slug(format('select public.team_by_code(%L)', code), 404,
  'join_code_not_valid', 'the old one opens nothing') from old;
select test_support.throws_slug(format('select public.renew_join_code(%L, %L)', old.id,
  answer ->> 'public_token'), 404, 'not_found', 'the buyer has it no more') from old, placed;
select is(public.renew_join_code(old.id, answer ->> 'public_token') ->> 'name', 'Wet Socks',
  'who has the link to the ticket does') from old, claimed;
select test_support.as_operator();
select is_empty('select * from core.doctor()', 'no promise is broken');

select * from finish();
rollback;
