begin;
select plan(20);

create temporary table org as select test_support.make_staffed_org() as id;
create temporary table event as select test_support.make_event(id, 'owner') as id from org;
create temporary table type as select test_support.make_ticket_type(id, 'owner') as id from event;
select test_support.publish(id, 'owner') from event;
select test_support.set_up_invoices(id, 'owner') from org;
select test_support.make_user('buyer');
create temporary table placed (o jsonb);
grant all on placed, event, type to public;
select test_support.as_user('buyer');
insert into placed
select public.create_order(event.id, test_support.cart(type.id, 1), 'b@example.test')
from event, type;
select test_support.as_operator();

create function pg_temp.ask(p_user text, p_details jsonb default null) returns text
language plpgsql as $$
declare
  v_status text;
begin
  perform test_support.as_user(p_user);
  v_status := (
    select public.request_invoice(null, (o ->> 'order_id')::uuid, p_details) ->> 'status'
    from placed);
  perform test_support.as_operator();
  return v_status;
end
$$;
select test_support.throws_slug(
  format('select pg_temp.ask(%L)', role), 403, 'not_allowed', role || ' may not')
from unnest(array['support', 'scanner', 'member']) as role;
select test_support.throws_slug($$ select pg_temp.ask('stranger') $$, 404, 'not_found');
select test_support.as_anon();
select test_support.throws_slug(
  $$ select public.request_invoice(null, (o ->> 'order_id')::uuid) from placed $$,
  401, 'sign_in_required', 'an id is no secret');
select test_support.throws_slug(
  $$ select public.request_invoice('nonsense') $$, 404, 'order_not_found');
select test_support.throws_slug($$ select public.request_invoice() $$, 400, 'missing_field');
select test_support.as_operator();

select is(pg_temp.ask('buyer'), 'waiting', 'its buyer asks before paying');
select is(pg_temp.ask('finance', test_support.business()), 'waiting', 'staff add details');
select is(pg_temp.ask('buyer'), 'waiting', 'which a repeat leaves alone');
select is((select company from invoicing.buyers), 'Laufgruppe GmbH', 'they are kept');
select test_support.report(test_support.open_payment(o), 'paid') from placed;
select is(invoicing.sweep_tasks(10), 1, 'once it is paid');
select is(test_support.issued(o), array['invoice 0001 2500 206'], 'it is issued') from placed;
select is(
  (select buyer ->> 'vat_number' from invoicing.invoices), 'DE123456789', 'with the details');
select is(pg_temp.ask('owner'), 'issued', 'a repeat answers');
select is(pg_temp.ask('admin', test_support.business()), 'issued', 'the same details too');
select test_support.throws_slug(
  $$ select pg_temp.ask('buyer', '{"name": "Somebody else"}') $$, 409, 'invoice_is_issued');
select test_support.as_operator();
select is(test_support.issued(o), array['invoice 0001 2500 206'], 'nothing was issued since')
from placed;
select is(
  (select jsonb_path_query_array(public.get_order(o ->> 'public_token'), '$.invoices[*].kind')
    from placed), '["invoice"]', 'its page shows it');
update core.settings set value = 'true' where key = 'core.rate_limits_are_on';
update core.rate_limits set max_hits = 1 where rule = 'request_invoice';
select test_support.throws_slug(
  $$ select pg_temp.ask('buyer') from generate_series(1, 3) $$, 429, 'rate_limited');

select * from finish();
rollback;
