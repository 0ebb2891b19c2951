begin;
select plan(12);

create temporary table sale as select * from test_support.make_sale();
create temporary table start as select core.clock() as at;
insert into events.price_tiers (org_id, ticket_type_id, name, price, ends_at, capacity, sort_order)
select org_id, ticket_type_id, t.name, t.price, core.clock() + t.open_for, t.capacity, t.n
from sale, (values
  ('Super early', 1500, interval '1 day', 3, 1), ('Early', 2000, interval '2 days', 5, 2)
) as t (name, price, open_for, capacity, n);
create function test_support.price(p_quantity integer) returns integer language sql as $$
  select (test_support.place_order(s.event_id,
    test_support.cart(s.ticket_type_id, p_quantity)) ->> 'total_amount')::integer / p_quantity
  from sale as s
$$;
grant select on sale to public;

select is(test_support.price(2), 1500, 'the first in order');
select is(test_support.price(2), 2000, 'when it has no room for a whole line, the next');
select is(test_support.price(1), 1500, 'which leaves its last place to one');
create temporary table held as
select test_support.place_order(event_id, test_support.cart(ticket_type_id, 3)) as o from sale;
select is(test_support.price(1), 2500, 'when all are full, the usual price');
select results_eq(
  'select t.name, sum(i.quantity) from sales.order_items as i
    join events.price_tiers as t on t.id = i.price_tier_id group by 1 order by 1',
  $$ values ('Early', 5::bigint), ('Super early', 3) $$, 'no tier sells more than it has');

-- By time: the price that was quoted stays, the next buyer pays the next one.
update events.price_tiers set capacity = 50;
select is(test_support.price(1), 1500, 'there is room in the first again');
select test_support.set_clock(at + interval '1 day') from start;
select is(test_support.price(1), 2000, 'its time is up to the moment');
select test_support.set_clock(at + interval '2 days') from start;
select is(test_support.price(1), 2500, 'and so is that of the next');
select test_support.set_clock(at) from start;
select test_support.open_payment(o) from held;
select is((select max(amount) from payments.payments), 6000,
  'a running order keeps its price') from held;

-- A page that was read before the tier rolled over.
select test_support.set_clock(at + interval '1 day') from start;
select test_support.as_anon();
select test_support.throws_slug(
  format('select public.create_order(%L, %L, ''a@example.test'')', event_id,
    jsonb_set(test_support.cart(ticket_type_id, 1), '{0,unit_amount}', '1500')),
  409, 'price_changed', 'nobody pays more than they saw') from sale;
select test_support.as_operator();

-- A retry needs room at its old price.
select test_support.set_clock(at) from start;
update events.price_tiers set capacity = 8 where name = 'Early';
create temporary table late as
select test_support.place_order(event_id, test_support.cart(ticket_type_id, 2)) as o from sale;
select is((o ->> 'total_amount')::integer, 3000, 'two at the first price') from late;
select test_support.report(test_support.open_payment(o), 'failed') from late;
update events.price_tiers as t set capacity = (
  select sum(c.quantity) from sales.capacity_claims as c where c.pool_id = t.id
) where name = 'Super early';
select test_support.throws_slug(
  format('select sales.start_payment(%L)', o ->> 'public_token'), 409, 'price_changed',
  'its price is gone') from late;

select * from finish();
rollback;
