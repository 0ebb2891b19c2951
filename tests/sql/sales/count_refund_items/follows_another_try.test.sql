-- Another try of a refund that failed is for the same tickets, whoever makes it.
begin;
select plan(8);

create temporary table sale as select * from test_support.make_sale();
create temporary table bought as
select test_support.buy(event_id, test_support.cart(ticket_type_id, 2)) as o from sale;
create temporary table made as
select unnest(test_support.refund(o, test_support.refund_item(o, 1, '{"quantity": 1}'))) as id
from bought;
create function test_support.counted() returns integer language sql as $$
  select refunded_quantity from sales.order_items
$$;
select is(test_support.counted(), 1, 'one is refunded');
select payments.fail_refund(id, 'The account was closed') from made;
select is(test_support.counted(), 0, 'it failed');
select results_eq('select failure_reason from payments.refunds', $$ values ('The account was closed') $$,
  'for a reason');
select is(test_support.queued('order:' || (o ->> 'order_id')), array['email.order_confirmation',
  'email.refund_failed'], 'the organiser is told') from bought;
create temporary table waiting as select id from payments.payment_reviews;
grant select on waiting to public;
select test_support.as_user('seller');
select public.refund_payment(review_id => id) from waiting;
select test_support.as_operator();
select is(test_support.counted(), 1, 'it is tried once more');
select results_eq(
  'select i.amount, i.ticket_instance_id = f.ticket_instance_id
  from sales.refund_items as i join payments.refunds as r on r.id = i.refund_id
  join sales.refund_items as f on f.refund_id = r.retry_of',
  'values (2500, true)', 'for the same ticket');
select test_support.throws_slug(
  format('select test_support.refund(%L, test_support.refund_item(%1$L, 1, %L))', o,
    '{"quantity": 2}'), 409, 'already_refunded', 'which is refunded once') from bought;
select is_empty('select 1 from core.doctor()', 'all is well');

select * from finish();
rollback;
