-- A member may leave, signed in; the captain, the buyer and managers may remove one; nobody else,
-- and nobody but managers once the event has started.
begin;
select plan(17);

create temporary table staffed as select test_support.make_staffed_org() as org_id;
select test_support.make_user('cleo');
select test_support.make_user('ann');
select test_support.make_user('bob');
create temporary table sale as
select org_id, test_support.make_event(org_id, 'owner') as event_id from staffed;
create temporary table types as
select test_support.make_ticket_type(event_id, 'owner', '{"price": 0}') as id from sale;
select test_support.publish(event_id, 'owner') from sale;
update events.ticket_types set team_min = 2, team_max = 10;
create temporary table placed as
select test_support.order_team(s.event_id, t.id, 'Wet Socks') as o from sale as s, types as t;
select test_support.join_team('Wet Socks', name) from unnest(array['Ann', 'Bob', 'Guest']) as name;
-- Captain and members have profiles.
update sales.participants as p set user_id = u.id
from auth.users as u
where u.email = p.email and p.user_id is null;
create temporary table people as
select p.first_name, r.id, r.team_id, format('select public.leave_team(%L)', r.id) as call
from sales.registrations as r join sales.participants as p on p.id = r.participant_id;
grant select on people, placed to public;

select test_support.as_anon();
select test_support.throws_slug(call, 401, 'sign_in_required') from people where first_name = 'Ann';
select test_support.throws_slug(
  format('select public.leave_team(%L, null, %L)', id, 'x'), 404, 'order_not_found')
from people where first_name = 'Ann';
select test_support.throws_slug('select public.leave_team()', 400, 'missing_field');
select test_support.as_operator();
select test_support.as_user('stranger');
select test_support.throws_slug(call, 404, 'not_found') from people where first_name = 'Ann';
select test_support.as_operator();
select test_support.as_user('bob');
select test_support.throws_slug(call, 404, 'not_found', 'no member removes another')
from people where first_name = 'Ann';
select test_support.throws_slug(
  format('select public.close_team(%L)', team_id), 404, 'not_found', 'nor closes the team')
from people where first_name = 'Ann';
select test_support.as_operator();
select test_support.as_user('support');
select test_support.throws_slug(call, 403, 'not_allowed') from people where first_name = 'Ann';
select test_support.as_operator();

select test_support.as_user('ann');
select lives_ok(call, 'a member leaves') from people where first_name = 'Ann';
select test_support.throws_slug(call, 404, 'not_found', 'then it is not hers any more')
from people where first_name = 'Ann';
select test_support.as_operator();
select test_support.as_user('cleo');
select lives_ok(call, 'the captain removes one') from people where first_name = 'Bob';
select lives_ok(format('select public.renew_join_code(%L)', team_id), 'and makes a new code')
from people where first_name = 'Bob';
select test_support.as_operator();

select test_support.set_clock(starts_at) from events.events where starts_at is not null limit 1;
select test_support.as_user('cleo');
select test_support.throws_slug(call, 409, 'too_late_to_leave') from people where first_name = 'Cleo';
select test_support.as_operator();
select test_support.as_user('admin');
select lives_ok(call, 'staff may still remove somebody') from people where first_name = 'Guest';
select test_support.as_operator();
select results_eq(
  'select p.first_name, r.status::text from sales.registrations as r '
  'join sales.participants as p on p.id = r.participant_id order by 1',
  $$ values ('Ann', 'cancelled'), ('Bob', 'cancelled'), ('Cleo', 'paid'), ('Guest', 'cancelled') $$,
  'three have gone');

-- What is in no team.
select test_support.as_user('admin');
select test_support.throws_slug(
  format('select public.leave_team(%L)', core.new_id()), 404, 'not_found');
select test_support.as_operator();
update sales.orders set status = 'refunded', refunded_at = core.clock();
select test_support.as_user('admin');
select test_support.throws_slug(call, 409, 'team_not_paid') from people where first_name = 'Cleo';
select test_support.as_operator();
update sales.registrations set team_id = null where id = (
  select id from people where first_name = 'Ann');
select test_support.as_user('admin');
select test_support.throws_slug(call, 409, 'registration_not_in_team')
from people where first_name = 'Ann';
select test_support.as_operator();

select * from finish();
rollback;
