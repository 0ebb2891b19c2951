-- What is sent by whoever joins is checked like any registration; teams that are closed, called off
-- or not paid take nobody.
begin;
select plan(14);

create temporary table sale as select * from test_support.make_team_sale();
select test_support.order_team(event_id, ticket_type_id, 'Wet Socks') from sale;
create temporary table code as select test_support.join_code('Wet Socks') as c;
create function pg_temp.join(p_registration jsonb) returns text language sql as $$
  select format('select public.join_team(%L, %L)', c, p_registration) from code
$$;

select test_support.throws_slug('select public.join_team()', 400, 'missing_field');
select test_support.throws_slug(
  $$ select public.join_team('0000-0000-0000', '{}') $$, 404, 'join_code_not_valid');
select test_support.throws_slug(pg_temp.join(null), 400, 'missing_field');
select test_support.throws_slug(pg_temp.join('[]'), 400, 'invalid_field');
select test_support.throws_slug(pg_temp.join('{"first_name": "Ann"}'), 400, 'profile_field_missing',
  'a name has two parts');
select test_support.throws_slug(
  pg_temp.join('{"first_name": "A", "last_name": "B", "products": [{"product_id": "x"}]}'),
  400, 'invalid_field', 'products were ordered with the team');
update events.ticket_types set requires_licence = true, min_age = 18;
select test_support.throws_slug(
  pg_temp.join('{"first_name": "Ann", "last_name": "B", "birth_date": "2015-01-01"}'),
  422, 'too_young', 'members have an age');
select test_support.throws_slug(
  pg_temp.join('{"first_name": "Ann", "last_name": "B", "birth_date": "1990-01-01"}'),
  400, 'licence_missing', 'and a licence');
update events.ticket_types set requires_licence = false, min_age = null;

update sales.orders set status = 'refunded', refunded_at = core.clock();
select test_support.throws_slug(
  pg_temp.join('{"first_name": "A", "last_name": "B"}'), 409, 'team_not_paid');
alter table sales.orders disable trigger _200_transition;
update sales.orders set status = 'paid', refunded_at = null;
update events.events set status = 'cancelled', cancelled_at = core.clock();
select test_support.throws_slug(
  pg_temp.join('{"first_name": "A", "last_name": "B"}'), 409, 'team_closed', 'not if called off');
alter table events.events disable trigger _200_transition;
update events.events set status = 'published', cancelled_at = null;

select test_support.set_clock(closes_at) from sales.teams;
select test_support.throws_slug(
  pg_temp.join('{"first_name": "A", "last_name": "B"}'), 409, 'team_closed', 'not at the deadline');
select test_support.set_clock(closes_at - interval '1 second') from sales.teams;
select is(test_support.join_team('Wet Socks', 'Ann') ->> 'members', '2', 'but a second before');
select test_support.as_user('seller');
select is(public.close_team(id) ->> 'status', 'complete', 'its captain closes it') from sales.teams;
select test_support.as_operator();
select test_support.throws_slug(
  pg_temp.join('{"first_name": "A", "last_name": "B"}'), 409, 'team_closed', 'then it is closed');

select * from finish();
rollback;
