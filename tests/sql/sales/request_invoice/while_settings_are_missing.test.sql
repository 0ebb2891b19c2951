begin;
select plan(10);

create temporary table sale as select * from test_support.make_sale();
create temporary table bought as
select test_support.buy(event_id, test_support.cart(ticket_type_id, 1)) as o from sale;
grant select on bought to public;
select test_support.as_user('seller');
select test_support.throws_slug(
  $$ select public.request_invoice(null, (o ->> 'order_id')::uuid) from bought $$,
  409, 'invoice_settings_incomplete', 'staff are told');
select test_support.as_operator();
select is_empty('select * from invoicing.buyers', 'and nothing is kept');
select is(test_support.ask_for_invoice(o) ->> 'status', 'waiting', 'a buyer waits') from bought;
select is(invoicing.sweep_tasks(10), 1, 'it is tried');
select is(
  (select problem from invoicing.tasks),
  'No invoice can be issued yet: legal_name, address, postal_code, city, country, kvk_number, vat_number, iban missing.',
  'in vain');
select is_empty('select * from sales.promise_invoices', 'which breaks no promise');
select test_support.set_up_invoices(org_id, 'seller') from sale;
select is(invoicing.sweep_tasks(10), 1, 'when the settings are there');
select is(test_support.issued(o), array['invoice 0001 2500 206'], 'it is issued') from bought;
delete from invoicing.tasks;
select is_empty('select * from sales.promise_invoices', 'all is well');
create temporary table forgotten as
select test_support.buy(event_id, test_support.cart(ticket_type_id, 1)) as o from sale;
insert into invoicing.buyers (org_id, payable_id)
select org_id, (o ->> 'order_id')::uuid from sale, forgotten;
select isnt_empty('select * from sales.promise_invoices', 'a wish that got lost is found');

select * from finish();
rollback;
