begin;
select plan(12);

create temporary table sale as
select * from test_support.make_sale('{"price": 1090, "vat_rate": 900}');
create temporary table early as
select test_support.buy(event_id, test_support.cart(ticket_type_id, 1)) as o from sale;
select test_support.set_up_invoices(org_id, 'seller', '{"issue": "always"}') from sale;
create temporary table placed as
select n, test_support.place_order(event_id, test_support.cart(ticket_type_id, n)) as o
from sale, generate_series(1, 3) as n;
create temporary table paying as select n, test_support.open_payment(o) as id from placed;
select is(invoicing.sweep_tasks(10), 0, 'what is not paid has no invoice');
select is(
  test_support.report(id, 'paid') ->> 'result', 'settled', 'order ' || n || ' is paid')
from (select n, id from paying order by n desc) as p;
select is(invoicing.sweep_tasks(2), 2, 'in batches');
select is(invoicing.sweep_tasks(10), 1, 'to the end');
select is(invoicing.sweep_tasks(10), 0, 'once');
select results_eq(
  $$ select p.n, test_support.issued(p.o) from placed as p order by p.n desc $$,
  $$ values (3, array['invoice 0001 3270 270']), (2, array['invoice 0002 2180 180']),
    (1, array['invoice 0003 1090 90']) $$, 'in the order of settlement');
select is(test_support.issued(o), '{}', 'none of what was settled before') from early;
select is(
  (select array_agg(topic) from core.outbox_events
    where aggregate = 'payable:' || (o ->> 'order_id')),
  array['email.invoice'], 'each is mailed') from placed where n = 1;
select is_empty('select * from invoicing.promise_invoices', 'the books are right');
select is_empty('select * from sales.promise_invoices', 'and agree with the orders');

select * from finish();
rollback;
