begin;
select plan(13);

create temporary table sale as select * from test_support.make_sale();
create temporary table placed as select test_support.place_order(event_id,
  test_support.cart(ticket_type_id, 2)) as o from sale;
grant select on placed to public;
select test_support.as_anon();
create temporary table seen as select public.get_order(o ->> 'public_token') as j from placed;
select is(j ->> 'status', 'pending', 'its state') from seen;
select is(j ->> 'email', 'visitor@example.test', 'whom it is for') from seen;
select is(j #>> '{event,title}', 'City Run', 'for what') from seen;
select is(j #> '{items,0,quantity}', '2', 'how many') from seen;
select is(j -> 'tickets', '[]', 'no tickets yet') from seen;
select ok(
  not j ?| array['org_id', 'user_id', 'public_token', 'public_token_hash', 'idempotency_key',
    'release_at', 'return_url'],
  'no internals') from seen;
select test_support.throws_slug(format('select public.get_order(%L)', token), status, slug,
  coalesce(token, 'null'))
from (values (null, 400, 'missing_field'), ('', 400, 'missing_field'),
  ('wrong', 404, 'order_not_found'),
  (repeat('x', 100000), 404, 'order_not_found')) as c (token, status, slug);
select test_support.as_operator();
select test_support.report(test_support.open_payment(o), 'paid') from placed;
select test_support.as_anon();
select is(jsonb_array_length(public.get_order(o ->> 'public_token') -> 'tickets'), 2,
  'tickets once it is paid') from placed;
select is(public.get_order(o ->> 'public_token') ->> 'checkout_url', null,
  'and nothing to pay any more') from placed;
select throws_ok('select 1 from public.orders', '42501', null,
  'visitors see orders by their token only');

select * from finish();
rollback;
