-- A new code opens the team and the one before does not; the buyer makes it with the token of the
-- order, staff and the captain with the team's id.
begin;
select plan(13);

create temporary table sale as select * from test_support.make_team_sale();
create temporary table placed as
select test_support.order_team(event_id, ticket_type_id, 'Wet Socks') as o from sale;
create temporary table team as select id from sales.teams;
grant select on team, placed to public;
create temporary table codes as select test_support.join_code('Wet Socks') as first;

select test_support.as_anon();
create temporary table renewed as
select public.renew_join_code(public_token => o ->> 'public_token') as r from placed;
select is(public.team_by_code(r ->> 'join_code') ->> 'name', 'Wet Socks', 'it opens the team')
from renewed;
select test_support.throws_slug('select public.renew_join_code()', 400, 'missing_field');
select test_support.throws_slug(
  $$ select public.renew_join_code(public_token => 'x') $$, 404, 'order_not_found');
select test_support.throws_slug(
  format('select public.renew_join_code(%L)', id), 401, 'sign_in_required') from team;
select test_support.throws_slug(
  format('select public.renew_join_code(%L, %L)', core.new_id(), o ->> 'public_token'),
  404, 'not_found', 'a team of another order')
from placed;
select test_support.as_operator();
select test_support.throws_slug(
  format('select public.team_by_code(%L)', first), 404, 'join_code_not_valid', 'the old one is void')
from codes;
select is(public.team_by_code(lower(translate(r ->> 'join_code', '0-', 'o '))) ->> 'name',
  'Wet Socks', 'however it is typed')
from renewed;

select test_support.as_user('seller');
select ok(public.renew_join_code(id) ? 'join_code', 'staff may too') from team;
select test_support.as_operator();
select ok(not exists (
  select from core.audit_log as l
  where l.old_value::text || l.new_value::text like '%' || (r ->> 'join_code') || '%'),
  'no code is in the audit log')
from renewed;
select is(count(*), 2::bigint, 'which says that there were new ones')
from core.audit_log
where action = 'team.code_renewed';

select test_support.order_team(event_id, ticket_type_id, 'Flat Tyres') from sale;
update sales.teams set order_id = (select (o ->> 'order_id')::uuid from placed), position = 2,
  order_item_id = (select t.order_item_id from sales.teams as t where t.name = 'Wet Socks')
where name = 'Flat Tyres';
select test_support.throws_slug(
  format('select public.renew_join_code(public_token => %L)', o ->> 'public_token'),
  400, 'missing_field', 'of two teams one is named')
from placed;
select test_support.set_clock(closes_at) from sales.teams limit 1;
select test_support.throws_slug(
  format('select public.renew_join_code(%L, %L)', t.id, o ->> 'public_token'), 409, 'team_closed')
from team as t, placed;
select is(public.team_by_code(test_support.join_code('Flat Tyres')) -> 'is_open', 'false',
  'a code of a closed team shows that it is closed');

select * from finish();
rollback;
