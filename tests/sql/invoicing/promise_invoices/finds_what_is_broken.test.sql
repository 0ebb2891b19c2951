-- Whoever gets past every trigger is found by the doctor.
begin;
select plan(8);

create temporary table sale as select * from test_support.make_sale();
select test_support.set_up_invoices(org_id, 'seller', '{"issue": "always"}') from sale;
create temporary table bought as
select test_support.buy(event_id, test_support.cart(ticket_type_id, 1)) as o
from sale, generate_series(1, 3);
select is(invoicing.sweep_tasks(10), 3, 'three invoices');
select is_empty('select * from invoicing.promise_invoices', 'all is well');

create function pg_temp.broken(p_statement text) returns text language plpgsql as $$
declare
  v_problems text;
begin
  alter table invoicing.invoices disable trigger user;
  alter table invoicing.invoice_lines disable trigger user;
  execute p_statement;
  v_problems := (select string_agg(distinct problem, '; ') from (
    select problem from invoicing.promise_invoices
    union all select problem from sales.promise_invoices) as p);
  raise exception using errcode = 'P0001', message = coalesce(v_problems, 'nothing');
exception when sqlstate 'P0001' then
  return sqlerrm;
end
$$;
select matches(pg_temp.broken(statement), problem, problem)
from (
  values
  ('update invoicing.invoices set sequence = 7, number = ''2026-0007'' where sequence = 3',
    'have a gap or a duplicate'),
  ('update invoicing.number_series set last_sequence = 2', 'is not the last one given'),
  ('update invoicing.invoice_lines set vat_amount = 0', 'add up to something else'),
  ('update invoicing.invoices set total_amount = 1, net_amount = 1, vat_amount = 0
    where sequence = 1', 'does not come to what was to be paid'),
  ('update invoicing.balances set credited_amount = 1', 'is not what its credit notes say'),
  ('update invoicing.invoices set net_amount = total_amount, vat_amount = 0 where sequence = 1',
    'are not those of its order')
) as b (statement, problem);

select * from finish();
rollback;
