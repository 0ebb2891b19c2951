-- A swap is invoiced at what it adds; money that goes back is credited on the invoice that it paid.
begin;
select plan(11);

create temporary table sale as
select * from test_support.make_sale('{"price": 2500, "vat_rate": 900}');
create temporary table half as
select test_support.make_ticket_type(event_id, 'seller',
  '{"name": "21 km", "price": 4000, "vat_rate": 900}') as id from sale;
create temporary table fun as
select test_support.make_ticket_type(event_id, 'seller',
  '{"name": "5 km", "price": 1000, "vat_rate": 900}') as id from sale;
select test_support.allow_changes(event_id, '{"swap_fee": 500}') from sale;
select test_support.set_up_invoices(org_id, 'seller', '{"issue": "always"}') from sale;
create temporary table bought as select test_support.buy(event_id, test_support.entries(
  ticket_type_id, '[{"first_name": "Rita", "last_name": "Runner"}]')) as o from sale;
create temporary table swap as
select test_support.swap(o, half.id) as o from bought, half;
select test_support.report(test_support.open_payment(o), 'paid') from swap;
select is(invoicing.sweep_tasks(10), 2, 'a ticket and its swap');
select is(test_support.issued(o), array['invoice 0001 2500 206'], 'the ticket') from bought;
select is(test_support.issued(o), array['invoice 0002 2000 211'], 'what the swap adds') from swap;
select results_eq(
  format($$ select l.kind, l.total_amount, l.vat_rate, l.vat_amount
    from invoicing.invoices as i join invoicing.invoice_lines as l on l.invoice_id = i.id
    where i.payable_id = %L order by l.line $$, o ->> 'order_id'),
  $$ values ('ticket', 4000, 900, 330), ('fee', 500, 2100, 87), ('credit', -2500, 900, -206) $$,
  'line by line') from swap;
select is_empty('select * from sales.promise_invoices', 'invoices are their orders');
select test_support.refund_now(o, null) from swap;
select cmp_ok(invoicing.sweep_tasks(10), '>', 0, 'all of it goes back');
select is(
  test_support.issued(o), array['invoice 0002 2000 211', 'credit_note 0003 -2000 -211'],
  'what the swap added') from swap;
select is((test_support.issued(o))[2], 'credit_note 0004 -2500 -206', 'and the ticket') from bought;

-- Nothing is to be paid, and yet something else was sold.
create temporary table other as select test_support.buy(event_id, test_support.entries(
  ticket_type_id, '[{"first_name": "Bo", "last_name": "Runner"}]')) as o from sale;
create temporary table cheaper as select test_support.swap(o, fun.id) as o from other, fun;
select cmp_ok(invoicing.sweep_tasks(10), '>', 0, 'a swap for a cheaper place');
select is((test_support.issued(o))[1] ~ '^invoice 000. 0 ', true, 'has an invoice over nothing')
from cheaper;
select is_empty('select * from core.doctor() where promise like ''invoices_%''',
  'the books are right');

select * from finish();
rollback;
