begin;
select plan(13);

create temporary table sale as select * from test_support.make_sale();
create temporary table kids as
select test_support.make_ticket_type(event_id, 'seller', '{"name": "Kids", "price": 999}') as id
from sale;
grant select on sale, kids to public;
insert into events.promo_codes (org_id, event_id, code, kind, value, scope, max_uses)
select org_id, event_id, c.code, c.kind::events.discount_kind, c.value,
  c.scope::events.discount_scope, c.max_uses
from sale, (values
  ('TENTH', 'percentage', 1000, 'order', 2), ('FIVER', 'amount', 500, 'ticket', 3),
  ('FREE', 'percentage', 10000, 'order', null), ('BIG', 'amount', 99999, 'order', null),
  ('KIDS', 'amount', 100, 'ticket', null)
) as c (code, kind, value, scope, max_uses);
insert into events.promo_code_ticket_types (org_id, promo_code_id, ticket_type_id)
select sale.org_id, c.id, kids.id from sale, kids, events.promo_codes as c where c.code = 'KIDS';
create function test_support.order_with(p_code text, p_items jsonb) returns jsonb
language plpgsql as $$
declare
  v_order jsonb;
begin
  perform test_support.as_anon();
  v_order := public.create_order(s.event_id, p_items, 'a@example.test', promo_code => p_code)
  from sale as s;
  perform test_support.as_operator();
  return v_order;
end
$$;
create temporary view pair as
select test_support.cart(ticket_type_id, 1) || test_support.cart(kids.id, 2) as cart from sale, kids;
create temporary view runner as select test_support.cart(ticket_type_id, 2) as cart from sale;
grant select on pair, runner to public;

create temporary table first as select test_support.order_with(' tenth', cart) as o from pair;
select is((o ->> 'total_amount')::integer, 4498 - 450, 'a tenth off all, half a cent up') from first;
select results_eq('select discount_amount, total_amount from sales.order_items order by line',
  $$ values (250, 2250), (200, 1798) $$, 'shared by the lines, to the cent');
select is((test_support.order_with('FIVER', cart) ->> 'total_amount')::integer, 2 * 2000,
  'five euros off each ticket') from runner;
select is((test_support.order_with('BIG', cart) ->> 'total_amount')::integer, 0,
  'never below nothing') from runner;
select is((test_support.order_with('KIDS', cart) ->> 'total_amount')::integer, 4498 - 200,
  'only off the tickets that it is for') from pair;
select test_support.as_anon();
select test_support.throws_slug(
  format('select public.create_order(%L, %L, ''a@example.test'', promo_code => ''KIDS'')', event_id, cart),
  400, 'promo_code_not_applicable', 'for none of these') from sale, runner;
select test_support.throws_slug(
  format('select public.create_order(%L, %L, ''a@example.test'', promo_code => ''NOPE'')', event_id, cart),
  404, 'promo_code_not_found', 'no such code') from sale, runner;
select test_support.throws_slug(
  format('select public.create_order(%L, %L, ''a@example.test'', promo_code => ''FIVER'')', event_id, cart),
  409, 'promo_code_used_up', 'two uses of the one that is left') from sale, runner;
select test_support.as_operator();

-- All of it off: settled at once, with its tickets.
create temporary table free as select test_support.order_with('FREE', cart) as o from runner;
select is(o ->> 'status', 'paid', 'an order for nothing is paid') from free;
select is(count(*), 2::bigint, 'and has its tickets') from sales.ticket_instances as t
join free on (free.o ->> 'order_id')::uuid = t.order_id;

-- A hold is a use; what is not paid is no use.
create temporary table second as select test_support.order_with('TENTH', cart) as o from runner;
select test_support.as_anon();
select test_support.throws_slug(
  format('select public.create_order(%L, %L, ''a@example.test'', promo_code => ''TENTH'')', event_id, cart),
  409, 'promo_code_used_up', 'held by two orders') from sale, runner;
select test_support.as_operator();
select test_support.report(test_support.open_payment(o), 'expired') from second;
select is(test_support.order_with('TENTH', cart) ->> 'status', 'pending', 'one was given back')
from runner;
select is_empty('select * from sales.promise_capacity union all select * from sales.promise_orders',
  'it all adds up');

select * from finish();
rollback;
