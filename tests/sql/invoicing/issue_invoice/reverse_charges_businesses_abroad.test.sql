begin;
select plan(14);

create temporary table sale as
select * from test_support.make_sale('{"price": 1090, "vat_rate": 900}');
create temporary table shirts as
select test_support.add_row('seller', 'products', jsonb_build_object(
  'org_id', org_id, 'event_id', event_id, 'name', 'Shirt', 'scope', 'order',
  'price', 1210, 'vat_rate', 2100)) as id
from sale;
create function pg_temp.vat_of(p_rule text, p_details jsonb) returns text
language plpgsql as $$
declare
  v_order jsonb;
begin
  perform test_support.set_up_invoices(
    org_id, 'seller', jsonb_build_object('reverse_charge', p_rule)) from sale;
  select test_support.buy(event_id, test_support.cart(ticket_type_id, 1)
    || jsonb_build_object('product_id', id, 'quantity', 1)) into v_order from sale, shirts;
  perform test_support.ask_for_invoice(v_order, p_details);
  return (
    select string_agg(l.total_amount || '/' || l.vat_amount
      || case when l.is_reverse_charged then ' reversed' else '' end, ', ' order by l.line)
    from invoicing.invoices as i join invoicing.invoice_lines as l on l.invoice_id = i.id
    where i.payable_id = (v_order ->> 'order_id')::uuid);
end
$$;
select is(pg_temp.vat_of('never', test_support.business()), '1090/90, 1210/210',
  'not unless the settings say so');
select is(pg_temp.vat_of('products', test_support.business()), '1090/90, 1210/0 reversed',
  'for products, and not for admission');
select is(pg_temp.vat_of('everything', test_support.business()),
  '1090/0 reversed, 1210/0 reversed', 'for everything, at the price that was paid');
select is(
  pg_temp.vat_of('everything', test_support.business(n.more)), '1090/90, 1210/210', n.why)
from (
  values
  ('{"country": "NL", "vat_number": "NL123456789B01"}'::jsonb, 'not in the same country'),
  ('{"vat_number": null}', 'not without a VAT number'),
  ('{"country": "GB", "vat_number": "GB123456789"}', 'not outside the EU')
) as n (more, why);
select is(count(*), 6::bigint, 'six invoices') from invoicing.invoices;
select is(
  (select total_amount - net_amount from invoicing.invoices
    where number like '%-0003'), 0, 'its total has no VAT');
select results_eq(
  $$ select vat_rate, is_reverse_charged, sum(total_amount)
    from public.invoice_vat_totals group by 1, 2 order by 1, 2 $$,
  $$ values (0, true, 3510::numeric), (900, false, 5450), (2100, false, 4840) $$,
  'and the totals tell them apart');
select is_empty('select * from invoicing.promise_invoices', 'the books are right');
select is_empty('select * from sales.promise_invoices', 'and agree with the orders');
select test_support.throws_slug(
  format('select invoicing.read_buyer(%L)', n.details), 400, n.slug, n.details)
from (
  values
  ('{"vat_number": "DE123456789", "country": "DE"}', 'missing_field'),
  ('{"company": "X", "address": "A 1", "city": "B"}', 'missing_field'),
  ('{"company": "X", "address": "A 1", "city": "B", "country": "XX"}', 'invalid_field')
) as n (details, slug);

select * from finish();
rollback;
