begin;
select plan(7);

create temporary table sale as select * from test_support.make_sale('{"vat_rate": 900}');
grant select on sale to public;
select test_support.set_up_invoices(org_id, 'seller', '{"number_prefix": "a-"}') from sale;
create temporary table first as
select test_support.buy(event_id, test_support.cart(ticket_type_id, 1)) as o from sale;
select is(test_support.ask_for_invoice(o) ->> 'status', 'issued', 'the first company') from first;
select test_support.as_user('seller');
select is(
  public.save_invoice_settings(org_id, '{"legal_name": "Stadsloop BV", "country": "NL"}', true)
    -> 'missing',
  '["address", "postal_code", "city", "kvk_number", "vat_number", "iban"]',
  'another one starts with nothing') from sale;
select test_support.as_operator();
select test_support.set_up_invoices(org_id, 'seller', '{"legal_name": "Stadsloop BV"}') from sale;
create temporary table second as
select test_support.buy(event_id, test_support.cart(ticket_type_id, 1)) as o from sale;
select is(test_support.ask_for_invoice(o) ->> 'status', 'issued', 'the second company')
from second;
select results_eq(
  $$ select seller ->> 'legal_name', sequence, number like 'A-%'
    from invoicing.invoices order by issued_at, number desc $$,
  $$ values ('Stichting Stadsloop', 1, true), ('Stadsloop BV', 1, false) $$,
  'each with numbers of its own');
select test_support.refund_now(o, 100) from first;
select is(invoicing.sweep_tasks(10), 1, 'money goes back');
select is(
  (select seller ->> 'legal_name' from invoicing.invoices where kind = 'credit_note'),
  'Stichting Stadsloop', 'from whom it was paid to');
select is_empty($$ select * from invoicing.promise_invoices $$, 'the books are right');

select * from finish();
rollback;
