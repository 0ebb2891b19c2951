-- What an org used of its plan: per event or calendar month, exact whether added up or not, and
-- what comes back in which period.
begin;
select plan(32);

select test_support.make_user('olga');
create temporary table org as
select test_support.make_org('Plans', 'olga') as id, core.new_id() as run, core.new_id() as ride;
select test_support.set_clock('2026-05-15 12:00+02');

-- State and numbers in one line: sold/limit left percentage state, overage tickets and cents.
create function test_support.used(p_event text default null, p_plan billing.plan default null)
returns text language sql as $$
  select format('%s/%s %s %s%% %s', u.tickets_sold, u.ticket_limit, u.remaining, u.percentage, u.state)
    || case when u.overage_tickets > 0
      then format(' +%s %s', u.overage_tickets, u.overage_amount) else '' end
  from org as o
  cross join lateral billing.usage_of(
    o.id, case p_event when 'run' then o.run when 'ride' then o.ride end, p_plan) as u
$$;
create function test_support.sell(p_tickets integer, p_event text default 'run')
returns void language sql as $$
  select billing.record_usage(o.id, case p_event when 'run' then o.run else o.ride end, p_tickets)
  from org as o
$$;
create function test_support.give_back(p_tickets integer, p_sold_at timestamptz)
returns void language sql as $$
  select billing.record_return(o.id, o.run, p_sold_at, p_tickets) from org as o
$$;
create function test_support.on_plan(p_plan billing.plan)
returns void language sql as $$
  delete from billing.subscriptions as s using org as o where s.org_id = o.id;
  insert into billing.subscriptions (org_id, plan, status) select o.id, p_plan, 'active' from org as o;
$$;

select is(billing.plan_of(o.id), null, 'nobody has a plan from the start') from org as o;
select is(test_support.used(), '0/0 0 100% reached', 'and without one nothing is to be sold');

-- The four plans.
select test_support.on_plan('NON_PROFIT');
select is(billing.plan_of(o.id), 'NON_PROFIT'::billing.plan, 'the plan of the subscription') from org as o;
select is(billing.limit_of(o.id)::text, '(NON_PROFIT,1,500,event,)', 'non-profit') from org as o;
select test_support.on_plan('PAY_PER_EVENT');
select is(billing.limit_of(o.id)::text, '(PAY_PER_EVENT,1,1000,event,10)', 'per event') from org as o;
select test_support.on_plan('PRO_ORGANIZER');
select is(billing.limit_of(o.id)::text, '(PRO_ORGANIZER,,10000,month,5)', 'pro') from org as o;
select test_support.on_plan('ORGANIZER');
select is(billing.limit_of(o.id)::text, '(ORGANIZER,,3000,month,8)', 'organizer') from org as o;

-- A month.
select test_support.sell(2000);
select test_support.sell(399, 'ride');
select is(test_support.used(), '2399/3000 601 79% ok', 'all events of the month together');
select test_support.sell(1, 'ride');
select is(test_support.used(), '2400/3000 600 80% warning', 'a warning from 80 % on');
select is(billing.sweep_usage(100), 3, 'the entries are added up');
select is(test_support.used(), '2400/3000 600 80% warning', 'which changes nothing');
select test_support.sell(600, 'ride');
select is(test_support.used(), '3000/3000 0 100% reached', 'the limit itself is no overage');
select test_support.sell(150, 'ride');
select is(test_support.used(), '3150/3000 0 105% reached +150 1200', 'what exceeds it costs 8 cents each');
select test_support.give_back(150, '2026-05-01 12:00+02');
select is(test_support.used(), '3000/3000 0 100% reached', 'what comes back in its month counts no more');
select is(
  (select u.period_start || ' ' || u.period_end from org as o cross join lateral billing.usage_of(o.id) as u),
  '2026-04-30 22:00:00+00 2026-05-31 22:00:00+00', 'a month begins at midnight here');
select test_support.set_clock('2026-05-31 23:59:59+02');
select is(test_support.used(), '3000/3000 0 100% reached', 'until the last second');
select test_support.set_clock('2026-06-01 00:00+02');
select is(test_support.used(), '0/3000 3000 0% ok', 'the next month begins with nothing');
select test_support.give_back(1000, '2026-05-20 12:00+02');
select is(test_support.used(), '0/3000 3000 0% ok', 'what is given back later is not counted in the month of the refund');
select is(billing.sweep_usage(100), 4, 'and is added up');
select is(
  (select array_agg(u.in_month || ' ' || u.in_event order by u.in_event) from org as o
    cross join lateral billing.open_usage(o.id) as u),
  array['1850 850', '1150 1150'], 'nor in the month of the sale, but of the event');

-- An event.
select test_support.on_plan('PAY_PER_EVENT');
select is(test_support.used('run'), '850/1000 150 85% warning', 'of an event, all months together');
select is(test_support.used('ride'), '1150/1000 0 115% reached +150 1500', 'another event by itself');
select is(test_support.used(), '1150/1000 0 115% reached +150 1500', 'no event: the one that sold most');
select is(test_support.used(null, 'ORGANIZER'), '0/3000 3000 0% ok', 'measured by another plan');

-- Where sales stop at the limit there is no overage to pay.
select test_support.on_plan('NON_PROFIT');
select is(test_support.used('run'), '850/500 0 170% reached +350 0', 'nothing is asked where sales stop');

-- What was agreed.
insert into billing.plan_overrides (org_id, ticket_limit, overage_amount, reason)
select o.id, 800, 3, 'A good cause' from org as o;
select is(test_support.used('run'), '850/800 0 106% reached +50 150', 'an agreement beats the plan');
select is(billing.limit_of(o.id)::text, '(NON_PROFIT,1,800,event,3)', 'where it says something') from org as o;
select test_support.on_plan('PRO_ORGANIZER');
select is(billing.limit_of(o.id)::text, '(PRO_ORGANIZER,,800,month,3)', 'on any plan') from org as o;

-- Which subscription counts.
update billing.subscriptions as s set status = 'past_due', past_due_at = core.clock() from org as o where s.org_id = o.id;
select is(billing.plan_of(o.id), 'PRO_ORGANIZER'::billing.plan, 'what is owed ends no plan') from org as o;
update billing.subscriptions as s set status = 'cancelled', cancelled_at = core.clock(), past_due_at = null
from org as o where s.org_id = o.id;
select is(billing.plan_of(o.id), null, 'what is cancelled does') from org as o;
insert into billing.subscriptions (org_id, plan, status) select o.id, 'ORGANIZER', 'trialing' from org as o;
select is(billing.plan_of(o.id), null, 'before the first payment there is none') from org as o;
select is(test_support.used(null, 'PRO_ORGANIZER'), '0/800 800 0% ok', 'agreed terms hold for plans that are only looked at');

select * from finish();
rollback;
