begin;
select plan(6);

create temporary table sale as select * from test_support.make_sale();
create temporary table bought as
select test_support.buy(event_id, test_support.cart(ticket_type_id, 1)) as o from sale;
select is_empty('select 1 from invoicing.tasks', 'a sale leaves nothing to do');
select test_support.set_up_invoices(org_id, 'seller') from sale;
select test_support.buy(event_id, test_support.cart(ticket_type_id, 1)) from sale;
select is_empty('select 1 from invoicing.tasks', 'unless invoices are wanted');
select test_support.set_up_invoices(org_id, 'seller', '{"issue": "always"}') from sale;
create temporary table always as
select test_support.buy(event_id, test_support.cart(ticket_type_id, 1)) as o from sale;
select is((select array_agg(payable_id::text) from invoicing.tasks), array[o ->> 'order_id'],
  'by the org') from always;
select is(invoicing.sweep_tasks(10), 1, 'it is worked off');
select test_support.refund_now(o, 100) from bought;
select test_support.set_up_invoices(org_id, 'seller', '{"issue": "on_request"}') from sale;
select is(invoicing.sweep_tasks(10), 1, 'a refund is looked at');
select is(test_support.issued(o), '{}', 'and credits no invoice that there is not') from bought;

select * from finish();
rollback;
