begin;
select plan(14);

create temporary table org as select test_support.make_staffed_org() as id;
select test_support.address_bills(id, 'owner') from org;
select test_support.name_platform();
create temporary table bill as select test_support.make_bill(id) as b, null::uuid as payment from org;
update bill set payment = test_support.pay_bill(b);
select billing.sweep_invoices(100);
create temporary table made as select id from billing.sales_invoices;
grant select on made to public;
select test_support.as_user('owner');
select test_support.throws_slug(
  'select billing.read_sales_invoice(id) from made', 409, 'invoice_not_ready');
select test_support.as_operator();
select billing.record_sales_invoice(id, '{"id": "invoice_1"}') from made;
create function pg_temp.reads(p_role text) returns text language sql as $$
  select test_support.as_user(p_role);
  select billing.read_sales_invoice(id)::text from made;
$$;
grant execute on all functions in schema pg_temp to public;
select is(pg_temp.reads(role)::jsonb, '{"number": "2026-0001", "kind": "invoice", "language": "nl",
  "mollie_sales_invoice_id": "invoice_1", "document": null}', role || ' may')
from unnest(array['owner', 'admin', 'finance']) as role;
select test_support.throws_slug(format('select pg_temp.reads(%L)', role), 403, 'not_allowed')
from unnest(array['support', 'scanner', 'member']) as role;
select test_support.throws_slug($$ select pg_temp.reads('stranger') $$, 404, 'not_found');
select test_support.as_user('owner');
select test_support.throws_slug(
  'select billing.read_sales_invoice(core.new_id())', 404, 'not_found', 'unknown looks the same');
select test_support.throws_slug('select billing.read_sales_invoice(null)', 400, 'missing_field');
select test_support.as_anon();
select test_support.throws_slug(
  'select billing.read_sales_invoice(id) from made', 401, 'sign_in_required');
select test_support.as_operator();
insert into tenancy.platform_admins (user_id) values (test_support.user_id('stranger'));
select is(pg_temp.reads('stranger')::jsonb ->> 'number', '2026-0001',
  'administrators of the platform may');
select test_support.as_operator();
select test_support.report(payment, 'paid', '{"_embedded": {"chargebacks": [{"id": "chb_1",
  "createdAt": "2026-11-01T12:00:00Z", "amount": {"currency": "EUR", "value": "49.00"}}]}}')
from bill;
select billing.sweep_invoices(100);
update made set id = (select id from billing.sales_invoices where cause = 'chargeback');
select is(pg_temp.reads('finance')::jsonb -> 'mollie_sales_invoice_id', 'null',
  'the provider has no credit note');
select is(pg_temp.reads('finance')::jsonb #>> '{document,credited_number}', '2026-0001',
  'it is told in full');

select * from finish();
rollback;
