begin;
select plan(8);

create temporary table org as select test_support.make_user('owner'), null::uuid as id;
update org set id = test_support.make_org('Runners', 'owner');
select test_support.address_bills(id, 'owner') from org;
create temporary table bills as
select amount, rate, vat, test_support.make_bill(id, amount, rate) as bill
from org, (values
  (4900, 2100, 850), (9900, 2100, 1718), (1, 2100, 0), (3, 2100, 1), (1090, 900, 90), (2500, 0, 0)
) as c (amount, rate, vat);
select test_support.pay_bill(bill) from bills;
select is(billing.sweep_invoices(100), 6, 'each paid bill is looked at');
select is((i.total_amount, i.vat_amount, i.net_amount), (b.amount, b.vat, b.amount - b.vat),
  format('%s cents at %s', b.amount, b.rate))
from bills as b
join billing.sales_invoices as i on i.charge_id = (b.bill ->> 'charge_id')::uuid;
select is_empty($$ select * from billing.promise_sales_invoices $$, 'all is well');

select * from finish();
rollback;
