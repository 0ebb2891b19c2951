begin;
select plan(8);

create temporary table sale as
select * from test_support.make_sale('{"price": 2750, "vat_rate": 900}');
select test_support.set_up_invoices(org_id, 'seller') from sale;
select test_support.change_rows('seller', 'event_settings', 'event_id', event_id,
  '{"service_fee_rate": 500, "service_fee_vat_rate": 2100}') from sale;
create temporary table bought as
select test_support.buy(event_id, test_support.cart(ticket_type_id, 2)) as o from sale;
select is(
  test_support.ask_for_invoice(o, '{"company": "Loopwinkel BV", "address": "Neude 1", "city": "Utrecht", "country": "nl", "reference": "PO 12"}') ->> 'status',
  'issued', 'at once') from bought;
create temporary table made as
select i.*, invoicing.invoice_json(i) as j from invoicing.invoices as i;

select results_eq(
  $$ select kind, quantity, unit_amount, total_amount, vat_rate, vat_amount
    from invoicing.invoice_lines order by line $$,
  $$ values ('ticket', 2, 2750, 5500, 900, 454), ('service_fee', 1, 275, 275, 2100, 48) $$,
  'line by line');
select is((total_amount, vat_amount), (5775, 502), 'to the cent') from made;
select is(
  j -> 'vat',
  '[{"vat_rate": 900, "is_reverse_charged": false, "net_amount": 5046, "vat_amount": 454, "total_amount": 5500},
    {"vat_rate": 2100, "is_reverse_charged": false, "net_amount": 227, "vat_amount": 48, "total_amount": 275}]',
  'with the VAT per rate') from made;
select is(
  (buyer ->> 'company', buyer ->> 'country', buyer ->> 'reference', buyer ->> 'name',
    buyer ->> 'email'),
  ('Loopwinkel BV'::text, 'NL'::text, 'PO 12'::text, 'Vera Visitor'::text,
    'visitor@example.test'::text),
  'to whom asked, completed from the order') from made;
select is(
  (m.subject, m.subject_number, m.paid_on, m.supplied_on, m.due_on),
  (e.title, o.order_number, (o.paid_at at time zone 'Europe/Amsterdam')::date,
    (e.starts_at at time zone 'Europe/Amsterdam')::date, null::date),
  'what for, and when it was paid')
from made as m
join sales.orders as o on o.id = m.payable_id
join events.events as e on e.id = o.event_id;
select is(seller ->> 'iban', 'NL91ABNA0417164300', 'by the legal entity as it is now') from made;
select test_support.set_up_invoices(org_id, 'seller', '{"legal_name": "Another name"}') from sale;
select is(
  (select seller ->> 'legal_name' from invoicing.invoices), 'Stichting Stadsloop',
  'or was: what stands on it is a copy');

select * from finish();
rollback;
