begin;
select plan(9);

create temporary table sale as
select * from test_support.make_sale('{"price": 999, "vat_rate": 900}');
create temporary table shirts as
select test_support.add_row('seller', 'products', jsonb_build_object(
  'org_id', org_id, 'event_id', event_id, 'name', 'Shirt', 'scope', 'order',
  'price', 1007, 'vat_rate', 2100)) as id
from sale;
select test_support.set_up_invoices(org_id, 'seller') from sale;
create temporary table bought as
select test_support.buy(event_id, test_support.cart(ticket_type_id, 2)
  || jsonb_build_object('product_id', id, 'quantity', 1)) as o from sale, shirts;
select is(test_support.ask_for_invoice(o) ->> 'status', 'issued', 'issued') from bought;
create view pg_temp.made as select i as m from invoicing.invoices as i where i.kind = 'invoice';

select results_eq(
  format('select name, quantity, unit_amount, total_amount, vat_amount from unnest(
    (select invoicing.credit_lines(m, 999, %L) from made)) as l',
    jsonb_build_array(jsonb_build_object(
      'source_id', (select id from sales.order_items where kind = 'ticket'),
      'quantity', 1, 'amount', 999))),
  $$ values ('10 km', 1, -999, -999, -83) $$, 'of the line that is meant');
select is(
  (select sum(total_amount) from unnest(
    (select invoicing.credit_lines(m, 2500, '[]') from made)) as l),
  -2500::bigint, 'else divided over all of them');
select lives_ok($$
  do $do$
  declare
    v_amount integer;
  begin
    foreach v_amount in array array[1, 2, 3, 1000, 700, 500, 300, 499] loop
      perform invoicing.issue_credit_note(m, v_amount, 'cancellation') from made;
    end loop;
  end
  $do$ $$, 'in odd pieces');
select is((select sum(total_amount) from invoicing.invoices), 0::bigint, 'all of it');
select is_empty(
  $$ select vat_rate from invoicing.invoice_lines
    group by vat_rate having sum(total_amount) <> 0 or sum(vat_amount) <> 0 $$,
  'at each rate, its VAT included');
select is_empty('select * from invoicing.promise_invoices', 'the books are right');
select throws_ok(
  $$ select invoicing.issue_credit_note(m, 1, 'cancellation') from made $$,
  '23514', null, 'never more than the invoice');
select throws_ok(
  $$ update invoicing.balances set credited_amount = credited_amount + 1 $$,
  '23514', null, 'whoever writes');

select * from finish();
rollback;
