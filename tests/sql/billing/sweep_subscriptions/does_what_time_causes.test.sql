begin;
select plan(10);

create temporary table org as select test_support.make_staffed_org() as id;
create temporary table start as select core.clock() as at;
create function pg_temp.pass(p_days integer) returns integer language sql as $$
  select test_support.set_clock(at + make_interval(days => p_days)) from start;
  select billing.sweep_subscriptions(10)
$$;
create function pg_temp.live() returns text language sql as $$
  select s.status || ' ' || s.plan from billing.subscriptions as s where s.status <> 'cancelled'
$$;
create function pg_temp.renewal() returns billing.charges language sql as $$
  select c from billing.charges as c where c.purpose = 'renewal'
$$;

select billing.start_plan(id, null, billing.plan_terms('ORGANIZER'), 'https://a.test') from org;
select is(pg_temp.pass(6), 0, 'a choice waits for its payment');
select is(pg_temp.live(), 'trialing ORGANIZER', 'some days');
select is(pg_temp.pass(7), 1, 'not for ever');
select is(pg_temp.live(), null, 'then it has ended');
select is((select status::text from billing.charges), 'withdrawn', 'and nothing is asked for it');

insert into billing.subscriptions (
  org_id, plan, status, current_period_start, current_period_end, collection_id, collected_from)
select id, 'ORGANIZER', 'active', at, at + interval '30 days', core.new_id(), at + interval '30 days'
from org, start;
select pg_temp.pass(34);
select is(pg_temp.live(), 'active ORGANIZER', 'the provider has some days to collect');
select pg_temp.pass(35);
select is(
  concat_ws(' ', (pg_temp.renewal()).status, (pg_temp.renewal()).amount, pg_temp.live()),
  'failed 4900 past_due ORGANIZER', 'what it did not collect is owed');
select isnt((pg_temp.renewal()).retry_at, null, 'and collected by us');
select pg_temp.pass(49);
select is(pg_temp.live(), null, 'what is owed too long ends the plan');
select is((pg_temp.renewal()).status::text, 'withdrawn', 'and is asked no more');

select * from finish();
rollback;
