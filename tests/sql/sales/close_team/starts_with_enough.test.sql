-- Its captain lets a team start once it has enough members; staff also one that was too small.
begin;
select plan(10);

create temporary table sale as select * from test_support.make_team_sale();
create temporary table placed as
select test_support.order_team(event_id, ticket_type_id, 'Wet Socks') as o from sale;
create temporary table team as select id from sales.teams;
grant select on team to public;
create function pg_temp.close() returns text language sql as $$
  select format('select public.close_team(%L, %L)', id, o ->> 'public_token') from team, placed
$$;
select test_support.throws_slug(pg_temp.close(), 409, 'team_too_small');
select test_support.join_team('Wet Socks', 'Ann');
select lives_ok(pg_temp.close(), 'two are enough');
select is(status::text, 'complete', 'it is complete with a place unfilled') from sales.teams;
select lives_ok(pg_temp.close(), 'a repeat changes nothing');
select is(public.leave_team(r.id, null, o ->> 'public_token') ->> 'status', 'forming',
  'when somebody leaves it looks for members again')
from placed, sales.registrations as r
where r.position = 2;

select test_support.set_clock(closes_at) from sales.teams;
select sales.sweep_teams(10);
select is(status::text, 'incomplete', 'one is too few at the deadline') from sales.teams;
select test_support.throws_slug(pg_temp.close(), 409, 'team_closed', 'its captain cannot help it');
select test_support.as_user('seller');
select is(public.close_team(id) ->> 'status', 'complete', 'staff can') from team;
select test_support.as_operator();
select test_support.throws_slug(
  format('select public.close_team(%L)', core.new_id()), 401, 'sign_in_required');
update sales.orders set status = 'refunded', refunded_at = core.clock();
select sales.sync_registrations(o) from sales.orders as o;
select test_support.throws_slug(pg_temp.close(), 409, 'team_not_paid', 'not what is refunded');

select * from finish();
rollback;
