begin;
select plan(5);

update core.settings set value = '"America/New_York"' where key = 'billing.time_zone';
create temporary table org as select test_support.make_user('owner'), null::uuid as id;
update org set id = test_support.make_org('Runners', 'owner');
select test_support.address_bills(id, 'owner') from org;
create function pg_temp.bill() returns integer language sql as $$
  select test_support.pay_bill(test_support.make_bill(id)) from org;
  select billing.sweep_invoices(100);
$$;
select test_support.set_clock('2026-12-31 23:59:59 America/New_York');
select pg_temp.bill(), pg_temp.bill();
select test_support.set_clock('2027-01-01 00:00:00 America/New_York');
select pg_temp.bill();
select results_eq(
  'select number, issued_on from billing.sales_invoices order by numbered_at, sequence',
  $$ values ('2026-0001', date '2026-12-31'), ('2026-0002', '2026-12-31'),
    ('2027-0001', '2027-01-01') $$, 'the year is that of the platform');
select test_support.set_clock('2027-01-01 04:00:00+00');
select is((billing.take_invoice_number()).year, 2026, 'where it is still the year before');
select is((billing.take_invoice_number()).last_issued_at, timestamptz '2027-01-01 04:59:59+00',
  'no number is older than the one before');
select test_support.set_clock('2027-06-01 12:00:00+02');
update billing.invoice_series set last_sequence = 9998 where year = 2027;
select pg_temp.bill(), pg_temp.bill();
select results_eq(
  $$ select number from billing.sales_invoices where sequence > 9000 order by sequence $$,
  $$ values ('2027-9999'), ('2027-10000') $$, 'numbers grow past four digits');
savepoint before;
select pg_temp.bill();
rollback to before;
select pg_temp.bill();
select is((select max(sequence) from billing.sales_invoices), 10001,
  'what was taken back gives its number back');

select * from finish();
rollback;
