-- An amount ends no ticket, unless it is all that is left.
begin;
select plan(12);

create temporary table sale as select * from test_support.make_sale();
create temporary table bought as
select test_support.buy(event_id, test_support.cart(ticket_type_id, 2)) as o from sale;
create temporary table made (id uuid);
insert into made select unnest(test_support.refund(o, p_amount => 1200)) from bought;

select is((select amount from payments.refunds), 1200, 'so much goes back');
select is_empty('select 1 from sales.refund_items', 'for nothing in particular');
select is(test_support.ticket_statuses(o), 'valid valid', 'the tickets stay') from bought;
select is(test_support.places_left(ticket_type_id), 78::bigint, 'and their places') from sale;
select test_support.throws_slug(format('select test_support.refund(%L, p_amount => 3801)', o), 409,
  'refund_too_large', 'more than is left') from bought;
select test_support.throws_slug(
  format('select test_support.refund(%L, test_support.refund_item(%1$L, 1))', o), 409,
  'refund_too_large', 'items that cost more than is left') from bought;
select test_support.report_refund(id, 'refunded') from made;
select is(test_support.order_status(o), 'partially_refunded', 'part of it went back') from bought;

-- An amount with items divides over them.
insert into made select unnest(test_support.refund(
  o, test_support.refund_item(o, 1, '{"quantity": 1}'), 1000)) from bought;
select results_eq('select amount, value_amount from sales.refund_items', 'values (1000, 2500)',
  'less than it was worth');
select is(test_support.ticket_statuses(o), 'valid refunded', 'one ticket is over') from bought;

insert into made select unnest(test_support.refund(o, p_amount => 2800)) from bought;
select is(test_support.ticket_statuses(o), 'refunded refunded', 'all that was left: it is over')
from bought;
select results_eq('select sum(quantity)::integer, sum(amount)::integer from sales.refund_items',
  'values (2, 3500)', 'never for more than it was worth');
select is_empty('select 1 from core.doctor()', 'no promise is broken');

select * from finish();
rollback;
