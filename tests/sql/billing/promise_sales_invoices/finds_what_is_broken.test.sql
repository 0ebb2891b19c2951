begin;
select plan(6);

create temporary table org as select test_support.make_user('owner'), null::uuid as id;
update org set id = test_support.make_org('Runners', 'owner');
select test_support.address_bills(id, 'owner') from org;
select test_support.pay_bill(test_support.make_bill(id)), test_support.pay_bill(
  test_support.make_bill(id)) from org;
select isnt_empty('select from billing.invoice_tasks', 'they wait');
select is_empty('select * from billing.promise_sales_invoices', 'which is well');
delete from billing.invoice_tasks where position = (select min(position) from billing.invoice_tasks);
select is((select array_agg(problem) from billing.promise_sales_invoices),
  array['what it was paid with has no document, and waits for none'], 'a lost task is found');
select billing.sweep_invoices(100);
alter table billing.sales_invoices disable trigger user;
update billing.sales_invoices set sequence = 7, number = '2026-0007';
select is((select array_agg(problem order by problem) from billing.promise_sales_invoices
    where problem like '%number%'),
  array['numbers of 2026 have a gap', 'the last number of 2026 is not the last one given'],
  'so are a gap and a number that was not given');
update billing.sales_invoices set sequence = 1, total_amount = 4899, net_amount = 4049;
select isnt_empty($$ select from billing.promise_sales_invoices where problem like '%come to%' $$,
  'and an invoice of another amount');
select is((select count(*) from core.doctor() where promise = 'bills_have_invoices'), 2::bigint,
  'the doctor says so');

select * from finish();
rollback;
