-- A number goes back when staff takes it, or by itself when its registration ends.
begin;
select plan(6);

create temporary table sale as select * from test_support.make_sale('{"price": 0}');
select test_support.place_order(event_id, test_support.cart(ticket_type_id, 2)) from sale;
create temporary table reg as select id, position from sales.registrations;
grant select on reg to authenticated;
select test_support.as_user('seller');
select public.set_bib(id, position + 10) from reg;
select is(public.return_bib(id) ->> 'returned', '11', 'the number that it had')
from reg where position = 1;
select is(public.return_bib(id) ->> 'returned', null, 'now it has none')
from reg where position = 1;
select results_eq('select number, status::text, registration_id is null from public.bibs order by 1',
  $$ values (11, 'returned', true), (12, 'assigned', false) $$, 'it is marked as returned');
select test_support.as_operator();

update sales.registrations set status = 'refunded', refunded_at = core.clock();
select results_eq('select number, status::text, returned_at from sales.bibs order by 1',
  $$ values (11, 'returned', core.clock()), (12, 'returned', core.clock()) $$,
  'one that ends gives its number back');
update sales.orders set status = 'refunded', refunded_at = core.clock();
select results_eq(
  $$ select distinct performed_by_type::text from core.audit_log where action = 'bib.returned' $$,
  $$ values ('operator'), ('system') $$, 'both are in the audit log');
select throws_ok(
  $$ update sales.bibs set status = 'assigned', returned_at = null where number = 11 $$,
  '23514', null, 'a number in use has somebody who wears it');

select * from finish();
rollback;
