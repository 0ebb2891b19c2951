begin;
select plan(7);

create temporary table sale as select * from test_support.make_sale();
grant select on sale to public;
select test_support.make_user('anna');
select test_support.make_user('bert');
select test_support.as_user('anna');
select public.create_order(event_id, test_support.cart(ticket_type_id, 1), 'anna@example.test')
from sale;
select results_eq(
  'select email, status::text, total_amount from public.my_orders()',
  $$ values ('anna@example.test', 'pending', 2500) $$, 'she finds it among her orders');
select is_empty('select 1 from public.orders', 'the orders of an org are for its staff');
select test_support.as_user('bert');
select is_empty('select 1 from public.my_orders()', 'nobody else finds it');
select test_support.as_operator();
select results_eq(
  $$ select performed_by, performed_by_type::text from core.audit_log
  where action = 'order.created' $$,
  $$ values (test_support.user_id('anna'), 'guest') $$, 'who buys is a guest, with a name');

-- Staff who buy a ticket of their own event are buyers then.
select test_support.as_user('seller');
select public.create_order(event_id, test_support.cart(ticket_type_id, 1), 'seller@example.test')
from sale;
select is((select count(*) from public.orders), 2::bigint, 'staff sees all orders of the org');
select is((select count(*) from public.my_orders()), 1::bigint, 'and as a buyer the own one');
select test_support.as_operator();
select set_config('request.jwt.claims', '{"role": "authenticated"}', true);
select test_support.throws_slug('select public.my_orders()', 401, 'sign_in_required',
  'a token without a user');

select * from finish();
rollback;
