begin;
select plan(6);

create temporary table sale as select * from test_support.make_sale();
select test_support.set_up_invoices(org_id, 'seller', '{"issue": "always"}') from sale;
create temporary table free as
select test_support.make_ticket_type(event_id, 'seller', '{"price": 0}') as id from sale;
create temporary table given as
select test_support.buy(event_id, test_support.cart(free.id, 1)) as o from sale, free;
select is(invoicing.sweep_tasks(10), 0, 'what is free gets no invoice');
select is(test_support.ask_for_invoice(o) ->> 'status', 'issued', 'unless somebody asks')
from given;
select is(test_support.issued(o), array['invoice 0001 0 0'], 'for nothing') from given;
create temporary table placed as
select test_support.place_order(event_id, test_support.cart(ticket_type_id, 1)) as o from sale;
select test_support.report(test_support.open_payment(o), 'canceled') from placed;
select is(test_support.order_status(o), 'cancelled', 'an order was not paid') from placed;
select test_support.throws_slug(
  $$ select test_support.ask_for_invoice(o) from placed $$, 409, 'order_not_invoiceable');
select test_support.as_operator();
select is_empty('select * from invoicing.promise_invoices', 'the books are right');

select * from finish();
rollback;
