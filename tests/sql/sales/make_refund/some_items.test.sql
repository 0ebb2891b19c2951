-- By items: the tickets that are meant are over, all else stays.
begin;
select plan(25);

create temporary table sale as select * from test_support.make_sale();
create temporary table goods as
select test_support.add_row('seller', 'products', jsonb_build_object('org_id', org_id,
  'event_id', event_id, 'name', 'Shirt', 'price', 1000, 'capacity', 10, 'scope', 'order', 'max_quantity', 9)) as id
from sale;
create temporary table bought as
select test_support.buy(event_id, test_support.cart(ticket_type_id, 3) || jsonb_build_array(
  jsonb_build_object('product_id', g.id, 'quantity', 4))) as o from sale, goods as g;
create temporary table tickets as
select row_number() over (order by t.id) as n, t.id from sales.ticket_instances as t;
create function test_support.named(variadic p_n integer[]) returns jsonb language sql as $$
  select jsonb_build_object('ticket_instance_ids', jsonb_agg(t.id)) from tickets as t
  where t.n = any (p_n)
$$;
create temporary table made (n integer, ids uuid[]);

insert into made select 1, test_support.refund(o,
  test_support.refund_item(o, 1, test_support.named(2))) from bought;
select is((select amount from payments.refunds), 2500, 'what was paid for the ticket');
select results_eq(
  'select t.n, i.status::text from sales.ticket_instances as i join tickets as t using (id) order by 1',
  $$ values (1::bigint, 'valid'), (2, 'refunded'), (3, 'valid') $$, 'the one that was named is over');
select is((select count(*) from sales.registrations where status = 'refunded'), 1::bigint,
  'and whoever took part with it');
select is(test_support.places_left(ticket_type_id), 78::bigint, 'one place is free') from sale;
select is(test_support.places_left(id), 6::bigint, 'the shirts are still theirs') from goods;

insert into made select 2, test_support.refund(o, test_support.refund_item(o, 2, '{"quantity": 3}'))
from bought;
select is((select amount from payments.refunds where id = ids[1]), 3000, 'three of four shirts')
from made where n = 2;
select results_eq(
  'select quantity, amount, ticket_instance_id from sales.refund_items where amount = 3000',
  'values (3, 3000, null::uuid)', 'one row for a product');
select is(test_support.places_left(id), 9::bigint, 'they are in stock again') from goods;
select is(test_support.ticket_statuses(o), 'valid valid refunded', 'tickets stay') from bought;

-- Both kinds, and tickets that nobody names: the last one goes first.
insert into made select 3, test_support.refund(o,
  test_support.refund_item(o, 1, '{"quantity": 1}') || test_support.refund_item(o, 2)) from bought;
select is((select amount from payments.refunds where id = ids[1]), 3500, 'a ticket and a shirt')
from made where n = 3;
select results_eq(
  'select t.n, i.status::text from sales.ticket_instances as i join tickets as t using (id) order by 1',
  $$ values (1::bigint, 'valid'), (2, 'refunded'), (3, 'refunded') $$, 'the last one is over');

select test_support.throws_slug(
  format('select test_support.refund(%L, %s)', o, items), status, slug, about)
from bought, lateral (values
  (409, 'already_refunded', 'a ticket twice',
    format('test_support.refund_item(%L, 1, test_support.named(2))', o)),
  (409, 'already_refunded', 'more than is left',
    format('test_support.refund_item(%L, 1, %L)', o, '{"quantity": 2}')),
  (409, 'already_refunded', 'a line of which nothing is left',
    format('test_support.refund_item(%L, 2)', o)),
  (409, 'refund_too_large', 'more than was paid for it',
    format('test_support.refund_item(%L, 1, %L)', o, '{"amount": 2501}')),
  (404, 'ticket_not_found', 'no such ticket', format('test_support.refund_item(%L, 1, %L)', o,
    '{"ticket_instance_ids": ["00000000-0000-7000-8000-00000000dead"]}')),
  (404, 'order_item_not_found', 'no such line',
    $q$ '[{"order_item_id": "00000000-0000-7000-8000-00000000dead"}]' $q$)
) as c (status, slug, about, items);
select is_empty('select 1 from core.doctor()', 'no promise is broken');

-- Less than was paid, as the one who cancels late gets.
insert into made select 4, test_support.refund(o, test_support.refund_item(o, 1, '{"amount": 1000}'))
from bought;
select is((select amount from payments.refunds where id = ids[1]), 1000, 'part of what was paid')
from made where n = 4;
select is(test_support.ticket_statuses(o), 'refunded refunded refunded', 'the ticket is over')
from bought;

select test_support.report_refund(unnest(ids), 'refunded') from made;
select is(test_support.order_status(o), 'partially_refunded', 'not all of the money went back')
from bought;
select is(test_support.refund(o) is not null, true, 'the rest can still go back') from bought;
select results_eq('select sum(amount)::integer from payments.refunds', 'values (11500)',
  'to the cent');
select test_support.report_refund(id, 'refunded') from payments.refunds where status = 'pending';
select is(test_support.order_status(o), 'refunded', 'then it is refunded') from bought;
select is_empty('select 1 from core.doctor()', 'no promise is broken');

select * from finish();
rollback;
