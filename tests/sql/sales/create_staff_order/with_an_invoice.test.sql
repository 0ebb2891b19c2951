begin;
select plan(5);

create temporary table sale as select * from test_support.make_sale();
grant select on sale to public;
select test_support.set_up_invoices(org_id, 'seller', '{"issue": "always"}') from sale;
create temporary table placed as
select kind, test_support.staff_order(
  'seller', event_id, test_support.cart(ticket_type_id, 1), kind) as o
from sale, unnest(array['invoice', 'bank', 'cash', 'complimentary']) as kind;
select is(invoicing.sweep_tasks(10), 2, 'on invoice, and paid in cash');
select is(
  (select array_agg(kind order by kind) from placed where test_support.issued(o) <> '{}'),
  array['cash', 'invoice'], 'have invoices at once');
select test_support.as_user('seller');
create temporary table asked as
select public.create_staff_order(
  event_id, test_support.cart(ticket_type_id, 1), 'c@example.test', settlement => 'invoice',
  invoice_details => test_support.business()) as o from sale;
select test_support.as_operator();
select is(invoicing.sweep_tasks(10), 1, 'with details');
select is(buyer ->> 'company', 'Laufgruppe GmbH', 'it is theirs')
from invoicing.invoices, asked where payable_id = (o ->> 'order_id')::uuid;
select is_empty('select * from sales.promise_invoices', 'invoices are their orders');

select * from finish();
rollback;
