-- Adding up takes a bounded number of entries, and warns at 80 and 100 %, once per period.
begin;
select plan(10);

select test_support.make_user('olga');
create temporary table org as
select test_support.make_org('Plans', 'olga') as id, core.new_id() as run, core.new_id() as ride;
select test_support.set_clock('2026-05-15 12:00+02');
insert into billing.subscriptions (org_id, plan, status)
select o.id, 'PAY_PER_EVENT', 'active' from org as o;
create function test_support.warned()
returns text language sql as $$
  select string_agg(
    case w.event_id when o.run then 'run' when o.ride then 'ride' else 'month' end
      || ' ' || w.percentage, ', ' order by w.id)
  from org as o join billing.usage_warnings as w on w.org_id = o.id
$$;

select billing.record_usage(o.id, o.run, 400) from org as o, generate_series(1, 2);
select is(billing.sweep_usage(1), 1, 'no more than the batch');
select is(billing.sweep_usage(100), 1, 'the rest later');
select is(billing.sweep_usage(100), 0, 'and then nothing');
select is(test_support.warned(), null, 'where no plans are required nobody is warned');

update core.settings set value = 'true' where key = 'billing.plans_required';
select billing.record_usage(o.id, o.run, 1) from org as o;
select billing.sweep_usage(100);
select is(test_support.warned(), 'run 80', 'at 80 %');
select billing.record_usage(o.id, o.run, 199) from org as o;
select billing.record_usage(o.id, o.ride, 100) from org as o;
select billing.sweep_usage(100);
select is(test_support.warned(), 'run 80, run 100', 'and at 100 %');
select billing.record_usage(o.id, o.run, 10) from org as o;
select billing.record_return(o.id, o.run, core.clock(), 500) from org as o;
select billing.sweep_usage(100);
select billing.record_usage(o.id, o.run, 500) from org as o;
select billing.sweep_usage(100);
select is(test_support.warned(), 'run 80, run 100', 'once');

update billing.subscriptions as s set plan = 'ORGANIZER' from org as o where s.org_id = o.id;
select billing.record_usage(o.id, o.ride, 2000) from org as o;
select billing.sweep_usage(100);
select is(test_support.warned(), 'run 80, run 100, month 100', 'of a month, all events together');
select test_support.set_clock('2026-06-15 12:00+02');
select billing.record_usage(o.id, o.ride, 2500) from org as o;
select billing.sweep_usage(100);
select is(test_support.warned(), 'run 80, run 100, month 100, month 80', 'in each month again');
select is((select count(*) from billing.usage_entries as e join org as o on o.id = e.org_id), 0::bigint,
  'nothing is left to add up');

select * from finish();
rollback;
