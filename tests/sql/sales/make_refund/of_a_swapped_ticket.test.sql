-- What a swap cost goes back the ways that it came: by its own payment, and by the one of the order
-- whose ticket it replaced.
begin;
select plan(17);

create temporary table sale as select * from test_support.make_sale();
create temporary table half as
select test_support.make_ticket_type(event_id, 'seller',
  '{"name": "21 km", "price": 4000}') as id from sale;
select test_support.allow_changes(event_id) from sale;
create temporary table bought as
select test_support.buy(event_id, test_support.cart(ticket_type_id, 2)) as o from sale;
create temporary table swapped as
select test_support.swap(o, half.id) as o from bought, half;
select test_support.report(test_support.open_payment(o), 'paid') from swapped;
select is(test_support.order_status(o), 'paid', '15 euros more') from swapped;
select is_empty('select 1 from core.doctor()', 'all is well');
create function test_support.left_of(p_order jsonb) returns integer language sql as $$
  select sales.refundable_amount(o) from sales.orders as o
  where o.id = (p_order ->> 'order_id')::uuid
$$;
select is(test_support.left_of(o), 2500, 'the other ticket') from bought;
select is(test_support.left_of(o), 4000, 'all that the new one cost') from swapped;
select test_support.throws_slug(format('select test_support.refund(%L, p_amount => 2501)', o), 409,
  'refund_too_large', 'what was credited is not there any more') from bought;

create temporary table made as
select unnest(test_support.refund(o, test_support.refund_item(o, 1),
  p_key => '00000000-0000-7000-8000-000000000001')) as id from swapped;
select results_eq(
  $$ select r.amount, p.payable_id = (s.o ->> 'order_id')::uuid, r.payable_id
    from made join payments.refunds as r using (id) join payments.payments as p on p.id = r.payment_id,
    swapped as s order by r.amount $$,
  $$ select * from (values (1500, true), (2500, false)) as v, lateral (
    select (o ->> 'order_id')::uuid from swapped) as o $$, 'by two payments, for one order');
select results_eq(
  'select quantity, amount, value_amount from sales.refund_items order by amount',
  'values (1, 1500, 4000), (0, 2500, 0)', 'the ticket is counted once');
select is(test_support.refund(o, p_key => '00000000-0000-7000-8000-000000000001'),
  array(select id from made), 'the same key, the same refunds') from swapped;
select is(test_support.ticket_statuses(o), 'refunded', 'the new ticket is over') from swapped;
select is_empty('select 1 from core.doctor()', 'all is well');

select test_support.report_refund(id, 'refunded') from made;
select is(test_support.order_status(o), 'refunded', 'all of it went back') from swapped;
select is(test_support.order_status(o), 'paid', 'the first order is none of it') from bought;
select is(test_support.left_of(o), 2500, 'its other ticket can go back') from bought;
select is_empty('select 1 from core.doctor()', 'all is well');
select test_support.report_refund(unnest(test_support.refund(o)), 'refunded') from bought;
select is(test_support.order_status(o), 'refunded', 'and then there is nothing left') from bought;
select is((select sum(amount)::integer from payments.refunds where status = 'refunded'), 6500,
  'to the cent');
select is_empty('select 1 from core.doctor()', 'all is well');

select * from finish();
rollback;
