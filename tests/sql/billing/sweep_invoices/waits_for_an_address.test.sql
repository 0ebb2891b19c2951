begin;
select plan(9);

create temporary table org as select test_support.make_user('owner'), null::uuid as id;
update org set id = test_support.make_org('Runners', 'owner');
create temporary table other as select test_support.make_user('other'), null::uuid as id;
update other set id = test_support.make_org('Riders', 'other');
select test_support.address_bills(id, 'other') from other;
grant select on org to public;
create temporary table bill as select test_support.make_bill(id) as b from org;
select test_support.pay_bill(b) from bill;
select test_support.pay_bill(test_support.make_bill(id)) from other;
select is(billing.sweep_invoices(100), 2, 'both are looked at');
select is((select count(*) from billing.sales_invoices), 1::bigint, 'one that waits stops no other');
select test_support.as_user('owner');
select is(public.billing_history(id) #>> '{bills,0,invoice_problem}',
  'The platform cannot send its invoice yet: company, address, postal_code, city, country, email, '
  || 'kvk_number missing.', 'it says why') from org;
select test_support.as_operator();
select is(billing.sweep_invoices(100), 0, 'it waits');
select test_support.address_bills(id, 'owner', '{"address": null}') from org;
select is(billing.sweep_invoices(100), 1, 'it is looked at as soon as something was said');
select is(test_support.address_bills(id, 'owner') -> 'missing', '[]', 'now it is complete') from org;
select billing.sweep_invoices(100);
select is((select i.number from billing.sales_invoices as i where i.org_id = org.id), '2026-0002',
  'and goes on by itself') from org;
select is((select count(*) from billing.invoice_tasks), 0::bigint, 'nothing waits any more');
select is_empty('select * from billing.promise_sales_invoices', 'all is well');

select * from finish();
rollback;
