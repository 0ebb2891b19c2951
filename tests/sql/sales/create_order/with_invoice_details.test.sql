begin;
select plan(9);

create temporary table sale as select * from test_support.make_sale();
grant select on sale to public;
select test_support.set_up_invoices(org_id, 'seller') from sale;
create temporary table free as
select test_support.make_ticket_type(event_id, 'seller', '{"price": 0}') as id from sale;
grant select on free to public;
select test_support.as_anon();
create temporary table placed as
select public.create_order(event_id, test_support.cart(ticket_type_id, 1), 'v@example.test',
  idempotency_key => 'k', invoice_details => test_support.business()) as o from sale;
select is(o ->> 'status', 'pending', 'placed') from placed;
select is(
  public.create_order(event_id, test_support.cart(ticket_type_id, 1), 'v@example.test',
    idempotency_key => 'k', invoice_details => test_support.business()) ->> 'order_id',
  o ->> 'order_id', 'a repeat makes nothing') from sale, placed;
select test_support.throws_slug(
  $$ select public.create_order(event_id, test_support.cart(ticket_type_id, 1), 'v@example.test',
    idempotency_key => 'k', invoice_details => '{}') from sale $$, 422, 'idempotency_key_reused');
select test_support.throws_slug(
  $$ select public.create_order(event_id, test_support.cart(ticket_type_id, 1), 'v@example.test',
    invoice_details => test_support.business('{"vat_number": "DE1"}')) from sale $$,
  400, 'invalid_field', 'a wrong VAT number orders nothing');
create temporary table given as
select public.create_order(event_id, test_support.cart(free.id, 1), 'v@example.test',
  invoice_details => '{}') as o from sale, free;
select test_support.as_operator();
select is((select count(*) from sales.orders), 2::bigint, 'two orders');
select is(invoicing.sweep_tasks(10), 1, 'what is settled at once is invoiced');
select is(test_support.issued(o), array['invoice 0001 0 0'], 'though it is free') from given;
select test_support.report(test_support.open_payment(o), 'paid') from placed;
select is(invoicing.sweep_tasks(10), 1, 'the other when it is paid');
select is(test_support.issued(o), array['invoice 0002 2500 206'], 'too') from placed;

select * from finish();
rollback;
