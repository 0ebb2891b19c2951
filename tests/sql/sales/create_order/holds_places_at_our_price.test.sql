begin;
select plan(14);

create temporary table sale as select * from test_support.make_sale('{"vat_rate": 900}');
create temporary table kids as
select test_support.make_ticket_type(event_id, 'seller',
  '{"name": "Kids", "price": 1000, "vat_rate": 2100}') as id from sale;
grant select on sale, kids to public;
select set_config('request.headers', '{"x-real-ip": "192.0.2.7", "user-agent": "Safari"}', true);
create temporary table placed as
select test_support.place_order(
  event_id, test_support.cart(ticket_type_id, 2) || test_support.cart(kids.id, 3)) as o
    from sale, kids;

select is((o ->> 'total_amount')::integer, 8000, 'two at 25 and three at 10 euros') from placed;
select is(o ->> 'status', 'pending', 'it waits for the money') from placed;
select is((o ->> 'expires_at')::timestamptz, core.clock() + interval '15 minutes',
  'for a quarter of an hour') from placed;
select ok(o ? 'checkout_url' and o ->> 'checkout_url' is null,
  'the address to pay at comes from the worker') from placed;
select ok(o ->> 'order_number' ~ '^[0-9A-Z]{10}$', 'a number that people can read aloud')
from placed;
select is(test_support.places_left(ticket_type_id), 78::bigint, 'the places are held') from sale;
select is(test_support.places_left(id), 77::bigint, 'of every line') from kids;
select results_eq(
  $$ select line::integer, name, quantity, unit_amount, total_amount, vat_rate, vat_amount
    from sales.order_items order by line $$,
  $$ values (1, '10 km', 2, 2500, 5000, 900, 413), (2, 'Kids', 3, 1000, 3000, 2100, 521) $$,
  'the lines, as offered');
select results_eq(
  $$ select subtotal_amount, vat_amount, total_amount, currency, email, purchaser_name, language,
    user_id from sales.orders $$,
  $$ values (8000, 934, 8000, 'EUR', 'visitor@example.test', 'Vera Visitor', 'nl', null::uuid) $$,
  'the order');
select is(
  (select public_token_hash from sales.orders), sha256(convert_to(o ->> 'public_token', 'UTF8')),
  'of the token only the hash is kept') from placed;
select is_empty(
  format('select 1 from sales.orders as o where o::text like %L',
    '%' || (o ->> 'public_token') || '%'), 'and nothing else')
from placed;
select is_empty('select 1 from sales.ticket_instances', 'no ticket is issued before it is paid');
select is_empty('select 1 from core.outbox_events where topic like ''email.order%''',
  'nor a mail sent');
select results_eq(
  $$ select action, performed_by, performed_by_type::text, address, user_agent from core.audit_log
  where entity_type = 'order' $$,
  $$ values ('order.created', null::uuid, 'guest', '192.0.2.7', 'Safari') $$,
  'the audit log tells of a guest');

select * from finish();
rollback;
