begin;
select plan(49);

create temporary table org as select test_support.make_staffed_org() as id;
grant select on org to public;
create temporary table event as
select test_support.make_event(id, 'owner') as id from org;
create temporary table type as
select test_support.make_ticket_type(id, 'owner') as id from event;
select test_support.publish(id, 'owner') from event;
select test_support.set_up_invoices(id, 'owner') from org;
create temporary table bought as
select test_support.buy(event.id, test_support.cart(type.id, 1)) as o from event, type;
select is(test_support.ask_for_invoice(o) ->> 'status', 'issued', 'issued') from bought;
insert into invoicing.tasks (org_id, payable_id)
select i.org_id, i.payable_id from invoicing.invoices as i;

create function pg_temp.seen(p_user text, p_view text) returns boolean language plpgsql as $$
declare
  v_seen boolean;
begin
  perform test_support.as_user(p_user);
  execute format('select exists (select from public.%I)', p_view) into v_seen;
  perform test_support.as_operator();
  return v_seen;
end
$$;
select is(
  pg_temp.seen(who, view), who in ('owner', 'admin', 'finance'), who || ' and ' || view)
from unnest(array['owner', 'admin', 'finance', 'support', 'scanner', 'member', 'stranger']) as who
cross join unnest(array[
  'invoices', 'invoice_lines', 'invoice_vat_totals', 'invoices_waiting', 'invoice_settings'
]) as view;
select test_support.as_anon();
select throws_ok(format('select 1 from public.%I', view), '42501', null, 'no visitor reads ' || view)
from unnest(array[
  'invoices', 'invoice_lines', 'invoice_vat_totals', 'invoices_waiting', 'invoice_settings'
]) as view;
select test_support.as_user('owner');
select throws_ok(format('delete from public.%I', view), '42501', null, 'nobody writes ' || view)
from unnest(array[
  'invoices', 'invoice_lines', 'invoice_vat_totals', 'invoices_waiting', 'invoice_settings'
]) as view;
select test_support.as_service();
select throws_ok('select 1 from public.invoices', '42501', null, 'workers ask a function');
select throws_ok('select 1 from invoicing.buyers', '42501', null, 'which alone reads buyers');
select test_support.as_operator();
select is((select count(*) from public.invoices), 1::bigint, 'the operator sees it');

select * from finish();
rollback;
