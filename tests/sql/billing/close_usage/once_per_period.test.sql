-- A period that is over is closed once, with the terms of that moment, and its overage asked for once.
begin;
select plan(20);

update core.settings set value = 'true' where key = 'billing.plans_required';
select test_support.set_clock('2026-05-10 12:00+02');
select test_support.make_user('olga');
create temporary table org as select test_support.make_org('Closing', 'olga') as id;
create temporary table e as
select test_support.make_event(o.id, 'olga', '{"starts_at": "2026-05-20T10:00:00+02:00", "ends_at": "2026-05-20T18:00:00+02:00"}') as run,
  test_support.make_event(o.id, 'olga') as ride from org as o;
create function test_support.sell(p_run integer, p_ride integer)
returns void language sql as $$
  select billing.record_usage(o.id, e.run, p_run) from org as o, e where p_run > 0;
  select billing.record_usage(o.id, e.ride, p_ride) from org as o, e where p_ride > 0;
  select billing.sweep_usage(1000);
$$;
create function test_support.records()
returns text[] language sql as $$
  select array_agg(format('%s %s/%s +%s %s', r.plan, r.tickets_sold, r.ticket_limit, r.overage_tickets, r.overage_fee_total)
    order by r.period_start, r.event_id)
  from billing.usage_records as r join org as o on o.id = r.org_id
$$;
create function test_support.asked()
returns text[] language sql as $$
  select array_agg(format('%s %s', c.amount, c.status) order by c.amount desc)
  from billing.charges as c join org as o on o.id = c.org_id where c.kind = 'OVERAGE'
$$;
insert into billing.subscriptions (org_id, plan, status, current_period_start, current_period_end)
select o.id, 'ORGANIZER', 'active', core.clock(), core.clock() + interval '1 month' from org as o;
insert into events.fee_overrides (org_id, event_id, overage_fee_override, fee_override_reason)
select o.id, e.ride, 2, 'Charity' from org as o, e;

select test_support.sell(2000, 2000);
select is(billing.sweep_usage_months(100), 0, 'a month that lasts is not closed');
select is(test_support.records(), null, 'nothing is written');
select test_support.set_clock('2026-06-01 00:30+02');
select is(billing.sweep_usage_months(100), 0, 'nor within an hour');
select billing.record_usage(o.id, e.run, 1) from org as o, e;
select test_support.set_clock('2026-06-01 01:30+02');
select is(billing.sweep_usage_months(100), 1, 'then it is');
select is(test_support.records(), array['ORGANIZER 4000/3000 +1000 5000'], '500 at 8 cents and 500 at 2');
select is(test_support.asked(), array['5000 pending'], 'and asked for');
select is(
  (select c.period_start || ' ' || c.period_end || ' ' || c.description from billing.charges as c join org as o on o.id = c.org_id),
  '2026-04-30 22:00:00+00 2026-05-31 22:00:00+00 Organizer: 1000 tickets above 3000', 'for the month');
select is(billing.sweep_usage_months(100), 0, 'once');
select is(test_support.asked(), array['5000 pending'], 'and once only');
select throws_ok($$ update billing.usage_records set tickets_sold = 0 $$, 'PT403', null, 'a record is never changed');
select billing.sweep_usage(100);

-- What comes after the month is closed.
select billing.record_return(o.id, e.run, '2026-05-15 12:00+02', 1000) from org as o, e;
select is(billing.sweep_usage_months(100), 0, 'what waits to be added up is awaited');
select billing.sweep_usage(100);
select is(billing.sweep_usage_months(100), 1, 'a late refund goes to its month');
select is(test_support.records(), array['ORGANIZER 4000/3000 +1000 5000'], 'and changes nothing of it');
select is(test_support.asked(), array['5000 pending'], 'nor of what is asked');

-- By event: what is billed with a month already counts no more.
update billing.subscriptions as s set plan = 'PAY_PER_EVENT' from org as o where s.org_id = o.id;
select is(events.sweep_event_usage(100), 1, 'an event that is over is closed');
select is(test_support.records(), array['ORGANIZER 4000/3000 +1000 5000', 'PAY_PER_EVENT 1/1000 +0 0'], 'with what no month has');
select test_support.sell(0, 1100);
select is(events.sweep_event_usage(100), 0, 'one that is not over is not');
update events.events as v set ends_at = core.clock() - interval '25 hours', starts_at = core.clock() - interval '27 hours' from e where v.id = e.ride;
select is(events.sweep_event_usage(100), 1, 'a day after its end');
select is((test_support.records())[2:], array['PAY_PER_EVENT 1/1000 +0 0', 'PAY_PER_EVENT 1100/1000 +100 200'], 'at the fee of the event');
select is(test_support.asked(), array['5000 pending', '200 pending'], 'each its own bill');

select * from finish();
rollback;
