begin;
select plan(11);

create temporary table sale as select * from test_support.make_sale();
select test_support.set_up_invoices(org_id, 'seller') from sale;
create temporary table bought as
select test_support.buy(event_id, test_support.cart(ticket_type_id, 1)) as o from sale;
select is(test_support.ask_for_invoice(o) ->> 'status', 'issued', 'issued') from bought;
select is(
  (select relowner::regrole from pg_class where oid = 'invoicing.invoices'::regclass),
  current_user::regrole, 'the owner of the tables asks');
select test_support.throws_slug(statement, 403, 'append_only', statement)
from unnest(array[
  'update invoicing.invoices set buyer = ''{}''', 'update invoicing.invoices set sequence = 7',
  'delete from invoicing.invoices', 'truncate invoicing.invoices cascade',
  'update invoicing.invoice_lines set name = ''x''', 'delete from invoicing.invoice_lines',
  'truncate invoicing.invoice_lines'
]) as statement;
create function pg_temp.mend() returns void language sql security definer as
$$ update invoicing.invoices set reason = 'x' $$;
select test_support.throws_slug('select pg_temp.mend()', 403, 'append_only',
  'nor can a function of the owner');
select is(
  (select array_agg(action) from core.audit_log where entity_type = 'invoice'),
  array['invoice.created'], 'the audit log knows of it');

select * from finish();
rollback;
