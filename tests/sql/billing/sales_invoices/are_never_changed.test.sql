begin;
select plan(8);

create temporary table org as select test_support.make_user('owner'), null::uuid as id;
update org set id = test_support.make_org('Runners', 'owner');
select test_support.address_bills(id, 'owner') from org;
select test_support.pay_bill(test_support.make_bill(id)) from org;
select billing.sweep_invoices(100);
select test_support.throws_slug('update billing.sales_invoices set ' || change, 403, 'append_only')
from unnest(array['number = ''2026-9999''', 'total_amount = 4901, net_amount = 4051',
  'vat_amount = 851, net_amount = 4049', 'description = ''Other''']) as change;
select test_support.throws_slug(statement, 403, 'append_only')
from unnest(array['delete from billing.sales_invoices', 'truncate billing.sales_invoices']) as statement;
select lives_ok($$ update billing.sales_invoices set recipient = '{}' $$,
  'whom it is addressed to may change until it is made');
select billing.record_sales_invoice(id, '{"id": "invoice_1"}') from billing.sales_invoices;
select test_support.throws_slug($$ update billing.sales_invoices set recipient = '{"a": 1}' $$,
  403, 'append_only', 'and then no more');

select * from finish();
rollback;
