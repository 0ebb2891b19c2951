begin;
select plan(13);

create temporary table sale as
select * from test_support.make_sale('{"price": 1090, "vat_rate": 900}');
select test_support.set_up_invoices(org_id, 'seller', '{"issue": "always"}') from sale;
create temporary table bought as
select test_support.buy(event_id, test_support.cart(ticket_type_id, 3)) as o from sale;
create temporary table refunded as
select (test_support.refund_now(o, null, test_support.refund_item(o, 1, '{"quantity": 1}')))[1] as id
from bought;
select is(invoicing.sweep_tasks(10), 2, 'paid, and partly refunded before its invoice was made');
select is(
  test_support.issued(o), array['invoice 0001 3270 270', 'credit_note 0002 -1090 -90'],
  'both are told') from bought;
select is(
  (select (refund_id, credited_invoice_id, reason) from invoicing.invoices
    where kind = 'credit_note'),
  (select (r.id, i.id, 'refund'::text) from refunded as r, invoicing.invoices as i
    where i.kind = 'invoice'), 'tied to refund and invoice');
select is(
  (select name || ' ' || credited_line from invoicing.invoice_lines where total_amount < 0),
  '10 km 1', 'and to its line');
select is(invoicing.sweep_tasks(10), 0, 'once');
select test_support.refund_now(o, 1) from bought;
select test_support.refund_now(o, 2179) from bought;
select is(invoicing.sweep_tasks(10), 2, 'the rest goes back');
select is(
  test_support.issued(o),
  array['invoice 0001 3270 270', 'credit_note 0002 -1090 -90', 'credit_note 0003 -1 0',
    'credit_note 0004 -2179 -180'], 'to the cent') from bought;
select is((select is_open from invoicing.balances), false, 'nothing is left of it');
select invoicing.note_change(i.org_id, i.payable_id)
from invoicing.invoices as i where i.kind = 'invoice';
select is(invoicing.sweep_tasks(10), 1, 'looked at once more');
select is(array_length(test_support.issued(o), 1), 4, 'it gets no other invoice') from bought;

-- Paid twice: what was too much is no part of the invoice.
create temporary table twice as
select test_support.buy(event_id, test_support.cart(ticket_type_id, 1)) as o from sale;
insert into payments.payments (org_id, payable_id, provider_payment_id, amount, currency)
select p.org_id, p.payable_id, 'tr_surplus', p.amount, p.currency
from payments.payments as p, twice where p.payable_id = (o ->> 'order_id')::uuid;
update payments.payments set status = 'paid', paid_at = core.clock(), amount_captured = amount
where provider_payment_id = 'tr_surplus';
select payments.repay(p, 'paid twice') from payments.payments as p
where p.provider_payment_id = 'tr_surplus';
select test_support.report_refund(r.id, 'refunded')
from payments.refunds as r join payments.payments as p on p.id = r.payment_id
where p.provider_payment_id = 'tr_surplus';
select cmp_ok(invoicing.sweep_tasks(10), '>', 0, 'it has its invoice');
select is(test_support.issued(o), array['invoice 0005 1090 90'], 'and no credit note') from twice;
select is_empty('select * from invoicing.promise_invoices', 'the books are right');

select * from finish();
rollback;
