begin;
select plan(10);

create temporary table sale as
select * from test_support.make_sale('{"price": 1090, "vat_rate": 900}');
select test_support.set_up_invoices(org_id, 'seller',
  '{"issue": "always", "vat_number": null, "is_vat_exempt": true}') from sale;
create temporary table untaxed as
select test_support.make_ticket_type(event_id, 'seller', '{"vat_rate": 0}') as id from sale;
create temporary table taxed as
select test_support.buy(event_id, test_support.cart(ticket_type_id, 1)) as o from sale;
create temporary table plain as
select test_support.buy(event_id, test_support.cart(untaxed.id, 1)) as o from sale, untaxed;

select is(invoicing.sweep_tasks(10), 2, 'both are tried');
select is(test_support.issued(o), array['invoice 0001 2500 0'], 'one has its invoice') from plain;
select is(test_support.issued(o), '{}', 'the other waits') from taxed;
select test_support.as_user('seller');
select is(
  (select problem from public.invoices_waiting),
  'No invoice can be issued yet: vat_number missing.', 'and says why');
select test_support.as_operator();
select is(invoicing.sweep_tasks(10), 0, 'it is left alone');
select is((select max(due_at) from invoicing.tasks), core.clock() + interval '1 hour',
  'for an hour');
select test_support.set_up_invoices(org_id, 'seller') from sale;
select is(invoicing.sweep_tasks(10), 1, 'or until the settings change');
select is(test_support.issued(o), array['invoice 0002 1090 90'], 'then it is issued') from taxed;
select is_empty('select * from invoicing.tasks', 'nothing waits');
select is_empty('select * from invoicing.promise_invoices', 'no number was lost');

select * from finish();
rollback;
