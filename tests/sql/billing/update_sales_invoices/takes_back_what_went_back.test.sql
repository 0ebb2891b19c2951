begin;
select plan(11);

create temporary table org as select test_support.make_user('owner'), null::uuid as id;
update org set id = test_support.make_org('Runners', 'owner');
select test_support.address_bills(id, 'owner') from org;
create temporary table bill as select test_support.make_bill(id) as bill, null::uuid as payment
from org;
update bill set payment = test_support.pay_bill(bill);
-- The platform pays part of it back at the provider; then the bank takes all of it, and returns it.
create function pg_temp.tell(p_embedded jsonb) returns void language sql as $$
  select test_support.report(payment, 'paid', jsonb_build_object('_embedded', p_embedded))
  from bill;
  select billing.sweep_invoices(100);
$$;
create function pg_temp.refund(p_id text, p_value text, p_status text) returns jsonb
  language sql as $$
  select jsonb_build_object('resource', 'refund', 'id', p_id, 'status', p_status,
    'createdAt', core.clock(), 'amount', jsonb_build_object('currency', 'EUR', 'value', p_value))
$$;
create function pg_temp.dispute(p_reversed_at timestamptz) returns jsonb language sql as $$
  select jsonb_build_object('resource', 'chargeback', 'id', 'chb_1', 'createdAt', core.clock(),
    'reversedAt', p_reversed_at, 'amount', '{"currency": "EUR", "value": "49.00"}'::jsonb)
$$;
select billing.sweep_invoices(100);
select pg_temp.tell(jsonb_build_object('refunds', jsonb_build_array(
  pg_temp.refund('re_1', '10.00', 'pending'))));
select is((select count(*) from billing.sales_invoices), 1::bigint, 'a refund under way is none yet');
select pg_temp.tell(jsonb_build_object('refunds', jsonb_build_array(
  pg_temp.refund('re_1', '10.00', 'refunded'))));
select is((select problem from billing.invoice_tasks),
  'The platform cannot send a credit note yet: legal_name, address, postal_code, city, country, '
  || 'vat_number missing.', 'the platform has to say who it is');
select test_support.name_platform();
update billing.invoice_tasks set due_at = core.clock();
select billing.sweep_invoices(100);
select results_eq(
  $$ select number, kind::text, cause, status::text, total_amount, vat_amount
    from billing.sales_invoices order by sequence $$,
  $$ values ('2026-0001', 'invoice', 'payment', 'numbered', 4900, 850),
    ('2026-0002', 'credit_note', 'refund', 'issued', -1000, -173) $$, 'a refund has a credit note');
select pg_temp.tell(jsonb_build_object('chargebacks', jsonb_build_array(pg_temp.dispute(null))));
select results_eq(
  $$ select kind::text, cause, total_amount, vat_amount from billing.sales_invoices
    where sequence = 3 $$,
  $$ values ('credit_note', 'chargeback', -3900, -677) $$,
  'the bank takes back what was left, and all of the VAT');
select pg_temp.tell(jsonb_build_object('chargebacks', jsonb_build_array(pg_temp.dispute(null))));
select is((select count(*) from billing.sales_invoices), 3::bigint, 'news that comes twice is one');
select pg_temp.tell(jsonb_build_object('chargebacks', jsonb_build_array(
  pg_temp.dispute(core.clock()))));
select results_eq(
  $$ select kind::text, cause, total_amount, vat_amount from billing.sales_invoices
    where sequence = 4 $$,
  $$ values ('invoice', 'reversal', 3900, 677) $$, 'what the bank returned is invoiced again');
select is((select count(*) from core.outbox_events where topic = 'mollie.create_sales_invoice'),
  1::bigint, 'the provider makes the invoice of the payment alone');
select results_eq(
  $$ select i.number, c.number from billing.sales_invoices as i
    left join billing.sales_invoices as c on c.id = i.corrects_id order by i.sequence $$,
  $$ values ('2026-0001', null), ('2026-0002', '2026-0001'), ('2026-0003', '2026-0001'),
    ('2026-0004', '2026-0003') $$, 'each says what it corrects');
select is_empty('select * from billing.promise_sales_invoices', 'all is well');
select is((select count(*) from billing.invoice_tasks), 0::bigint, 'nothing waits');
select throws_ok('delete from billing.sales_invoices', 'PT403', null, 'nothing is removed');

select * from finish();
rollback;
