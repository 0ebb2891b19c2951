begin;
select plan(18);

create temporary table org as select test_support.make_staffed_org() as id;
create temporary table event as select test_support.make_event(id, 'owner') as id from org;
create temporary table type as select test_support.make_ticket_type(id, 'owner') as id from event;
select test_support.publish(id, 'owner') from event;
select test_support.set_up_invoices(id, 'owner', '{"issue": "always"}') from org;
select test_support.make_user('buyer');
create temporary table placed (n integer, o jsonb);
grant all on placed, event, type to public;
select test_support.as_user('buyer');
insert into placed
select n, public.create_order(event.id, test_support.cart(type.id, n), 'b@example.test')
from event, type, generate_series(1, 2) as n;
select test_support.as_operator();
select test_support.report(test_support.open_payment(o), 'paid') from placed;
select is(invoicing.sweep_tasks(10), 2, 'two orders have invoices');
create temporary table made as
select p.n, i.id, i.number, p.o ->> 'public_token' as token
from placed as p join invoicing.invoices as i on i.payable_id = (p.o ->> 'order_id')::uuid;
grant select on made to public;

create function pg_temp.get(p_user text, p_token text default null) returns text
language plpgsql as $$
declare
  v_number text;
begin
  if p_user is null then
    perform test_support.as_anon();
  else
    perform test_support.as_user(p_user);
  end if;
  v_number := (select public.get_invoice(id, p_token) ->> 'number' from made where n = 1);
  perform test_support.as_operator();
  return v_number;
end
$$;
select is(pg_temp.get(who), number, who || ' gets it')
from unnest(array['owner', 'admin', 'finance', 'buyer']) as who, made where n = 1;
select is(pg_temp.get(who, token), number, 'and whoever has the token')
from unnest(array['support', null]) as who, made where n = 1;
select test_support.throws_slug(format('select pg_temp.get(%L)', role), 403, 'not_allowed', role)
from unnest(array['support', 'scanner', 'member']) as role;
select test_support.throws_slug($$ select pg_temp.get('stranger') $$, 404, 'not_found');
select test_support.throws_slug($$ select pg_temp.get(null) $$, 401, 'sign_in_required');
select test_support.throws_slug(
  $$ select pg_temp.get(null, token) from made where n = 2 $$, 404, 'invoice_not_found',
  'not with the token of another order');
select test_support.throws_slug(
  $$ select pg_temp.get('owner', 'nonsense') $$, 404, 'order_not_found');
select test_support.as_anon();
select is(public.get_invoice(null, token) ->> 'number', number, 'the first of its order')
from made where n = 2;
select test_support.throws_slug('select public.get_invoice()', 401, 'sign_in_required');
select test_support.as_user('owner');
select test_support.throws_slug('select public.get_invoice()', 400, 'missing_field');
select test_support.as_operator();
select is(
  jsonb_path_exists(invoicing.invoice_mail(id), '$.public_token ? (@ == $t)',
    jsonb_build_object('t', token)), true, 'the worker learns the token') from made where n = 1;

select * from finish();
rollback;
