begin;
select plan(12);

create temporary table sale as
select * from test_support.make_sale('{"price": 1090, "vat_rate": 900}');
select test_support.set_up_invoices(org_id, 'seller') from sale;
create temporary table placed as
select test_support.staff_order('seller', event_id, test_support.cart(ticket_type_id, 1),
  'invoice') as o from sale;
select is(invoicing.sweep_tasks(10), 0, 'nobody asked');
grant select on placed to authenticated;
select test_support.as_user('seller');
select is(
  public.request_invoice(null, (o ->> 'order_id')::uuid, test_support.business()) ->> 'status',
  'issued', 'staff ask before it is paid') from placed;
select test_support.as_operator();
select is(
  (select (i.due_on, i.paid_on) from invoicing.invoices as i),
  (select ((o.expires_at at time zone 'Europe/Amsterdam')::date, null::date)
    from sales.orders as o), 'it says until when to pay');
select test_support.as_user('seller');
select is(
  public.cancel_order((o ->> 'order_id')::uuid) ->> 'status', 'cancelled', 'called off')
from placed;
select test_support.as_operator();
select is(invoicing.sweep_tasks(10), 1, 'which its invoice follows');
select is(
  test_support.issued(o), array['invoice 0001 1090 90', 'credit_note 0002 -1090 -90'],
  'it is taken back') from placed;
select is(
  (select reason from invoicing.invoices where kind = 'credit_note'), 'cancellation',
  'as a cancellation');
select test_support.pay_by_hand('seller', o, 1090) from placed;
select is(invoicing.sweep_tasks(10), 1, 'paid late all the same');
select is(
  (test_support.issued(o))[3], 'invoice 0003 1090 90', 'it is invoiced anew') from placed;
select is(
  (select paid_on is not null from invoicing.invoices where sequence = 3), true, 'as paid');
select test_support.pay_by_hand('seller', o, 1090) from placed;
select is(invoicing.sweep_tasks(10), 0, 'a repeat changes nothing');
select is_empty('select * from invoicing.promise_invoices', 'the books are right');

select * from finish();
rollback;
