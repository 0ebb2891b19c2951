begin;
select plan(16);

create temporary table org as select test_support.make_staffed_org() as id;
create temporary table event as select test_support.make_event(id, 'owner') as id from org;
create temporary table type as
select test_support.make_ticket_type(id, 'owner', '{"price": 1090, "vat_rate": 900}') as id
from event;
select test_support.publish(id, 'owner') from event;
select test_support.set_up_invoices(id, 'owner') from org;
create temporary table bought as
select test_support.buy(event.id, test_support.cart(type.id, 1)) as o from event, type;
select is(
  test_support.ask_for_invoice(o, '{"name": "Vera"}') ->> 'status', 'issued', 'issued') from bought;
create temporary table made as select i.id, i.number from invoicing.invoices as i;
grant select on made to public;

create function pg_temp.correct(p_user text, p_details jsonb) returns jsonb language plpgsql as $$
declare
  v_answer jsonb;
begin
  perform test_support.as_user(p_user);
  v_answer := (select public.correct_invoice(id, p_details) from made);
  perform test_support.as_operator();
  return v_answer;
end
$$;
select test_support.throws_slug(
  format('select pg_temp.correct(%L, test_support.business())', role), 403, 'not_allowed',
  role || ' may not')
from unnest(array['support', 'scanner', 'member']) as role;
select test_support.as_operator();
select test_support.throws_slug(
  $$ select pg_temp.correct('stranger', test_support.business()) $$, 404, 'not_found');
select test_support.as_operator();
select test_support.throws_slug($$ select pg_temp.correct('finance', null) $$, 400, 'missing_field');
select test_support.as_operator();
create temporary table corrected as
select pg_temp.correct('finance', test_support.business()) as j;
select is(j ->> 'credit_note' is null, false, 'the first is taken back') from corrected;
select is(
  test_support.issued(o),
  array['invoice 0001 1090 90', 'credit_note 0002 -1090 -90', 'invoice 0003 1090 90'],
  'and issued anew') from bought;
select results_eq(
  'select buyer ->> ''company'', reason from invoicing.invoices order by sequence',
  $$ values (null, null), (null, 'correction'), ('Laufgruppe GmbH', null) $$,
  'the credit note names the buyer of the first');
select test_support.throws_slug(
  $$ select pg_temp.correct('finance', test_support.business()) $$, 409, 'invoice_is_credited',
  'once');
select test_support.as_operator();
update made set id = (select i.id from invoicing.invoices as i where i.sequence = 2);
select test_support.throws_slug(
  $$ select pg_temp.correct('owner', test_support.business()) $$, 409, 'invoice_is_credited',
  'no credit note');
select test_support.as_operator();
update made set id = (select i.id from invoicing.invoices as i where i.sequence = 3);
select test_support.refund_now(o, 90) from bought;
select is(invoicing.sweep_tasks(10), 1, 'money goes back');
select test_support.throws_slug(
  $$ select pg_temp.correct('owner', test_support.business()) $$, 409, 'invoice_is_credited',
  'nor what was credited in part');
select test_support.as_operator();
select is(
  (select credited_amount from public.invoices where number like '%0003'), 90,
  'staff see how much of it was credited');
select is_empty('select * from invoicing.promise_invoices', 'the books are right');
select is_empty('select * from sales.promise_invoices', 'and agree with the order');

select * from finish();
rollback;
