begin;
select plan(13);

create temporary table org as select test_support.make_user('owner'), null::uuid as id;
update org set id = test_support.make_org('Runners', 'owner');
select test_support.address_bills(id, 'owner') from org;
create temporary table bill as select test_support.make_bill(id) as b from org;
select test_support.pay_bill(b) from bill;
select billing.sweep_invoices(100);
create temporary table made as select id from billing.sales_invoices;
create function pg_temp.state() returns text language sql as $$
  select concat_ws(' ', status, mollie_sales_invoice_id, mollie_invoice_number, problem)
  from billing.sales_invoices
$$;
create temporary table first as select billing.begin_sales_invoice(id) as o from made;
select is(o -> 'look_first', 'false', 'nobody can have made it') from first;
select is(o ->> 'key', id::text, 'its id is the key') from first, made;
select is(billing.begin_sales_invoice(id) -> 'look_first', 'true', 'now somebody may') from made;
select billing.refuse_sales_invoice(id, 'No such postal code') from made;
select is(pg_temp.state(), 'refused No such postal code', 'it waits for a person');
select is(billing.begin_sales_invoice(id), null, 'and is not made') from made;
select test_support.address_bills(id, 'owner', '{"postal_code": "9999 ZZ"}') from org;
select is(pg_temp.state(), 'numbered', 'it is addressed anew');
select is(
  (select count(*) from core.outbox_events where topic = 'mollie.create_sales_invoice'), 2::bigint,
  'and sent again');
select is(concat_ws(' ', o ->> 'key', o #>> '{recipient,postal_code}', o ->> 'number'),
  id || '-2 9999 ZZ 2026-0001', 'under the same number')
from made, billing.begin_sales_invoice(id) as o;
create function pg_temp.told(p_id text, p_vat text) returns jsonb language sql as $$
  select billing.record_sales_invoice(id, jsonb_build_object('id', p_id, 'invoiceNumber', 'INV-1',
    'totalAmount', '{"currency": "EUR", "value": "49.00"}'::jsonb,
    'totalVatAmount', jsonb_build_object('currency', 'EUR', 'value', p_vat))) from made
$$;
select is(pg_temp.told('invoice_1', '8.50'),
  '{"number": "2026-0001", "mollie_invoice_number": "INV-1"}', 'it has both numbers');
select pg_temp.told('invoice_1', '8.50');
select is(pg_temp.state(), 'issued invoice_1 INV-1', 'a repeat changes nothing');
select billing.refuse_sales_invoice(id, 'Too late') from made;
select is(pg_temp.state(), 'issued invoice_1 INV-1', 'nor does an old refusal');
select pg_temp.told('invoice_1', '8.51');
select is(pg_temp.state(), 'issued invoice_1 INV-1 The provider''s comes to 49.00, VAT 8.51.',
  'other amounts are told');
select pg_temp.told('invoice_2', '8.50');
select is(pg_temp.state(), 'issued invoice_1 INV-1 The provider has a second one, invoice_2.',
  'so is another invoice');

select * from finish();
rollback;
