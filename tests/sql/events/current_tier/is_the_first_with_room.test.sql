begin;
select plan(14);

create temporary table sale as select * from test_support.make_sale('{"capacity": 100}');
create function test_support.tier(p_name text, p_more jsonb) returns uuid language sql as $$
  select test_support.add_row('seller', 'price_tiers', jsonb_build_object(
    'org_id', org_id, 'ticket_type_id', ticket_type_id, 'name', p_name) || p_more)
  from sale
$$;
create function test_support.now_at(p_quantity integer, p_at timestamptz default core.clock())
  returns text language sql as $$
  select (events.current_tier(org_id, ticket_type_id, p_quantity, p_at)).name from sale
$$;
create function test_support.buys(p_quantity integer) returns text language plpgsql as $$
declare
  v_order jsonb := (
    select test_support.place_order(event_id, test_support.cart(ticket_type_id, p_quantity))
    from sale);
begin
  return (
    select format('%s x %s %s', i.quantity, i.unit_amount, p.name)
    from sales.order_items as i
    left join events.price_tiers as p on p.id = i.price_tier_id
    where i.order_id = (v_order ->> 'order_id')::uuid);
end
$$;
grant select on sale to public;
select is(test_support.now_at(1), null, 'without tiers none');
select test_support.tier('Last', '{"price": 2400, "sort_order": 3}');
select test_support.tier('Early', jsonb_build_object('price', 1500, 'capacity', 3,
  'ends_at', core.clock() + interval '10 days'));
select test_support.tier('Spring', jsonb_build_object('price', 2000, 'sort_order', 2,
  'capacity', 5, 'starts_at', core.clock() + interval '5 days'));
select test_support.tier('Off', '{"price": 1, "is_active": false}');
select is(test_support.now_at(3), 'Early', 'the first');
select is(test_support.now_at(4), 'Last', 'that has room for all at once');
select is(test_support.now_at(4, core.clock() + interval '5 days'), 'Spring', 'once it opens');
select is(test_support.now_at(1, core.clock() + interval '10 days'), 'Spring', 'when one has ended');
select is(test_support.now_at(0, core.clock() + interval '10 days' - interval '1 second'), 'Early',
  'to the last second');

-- Rollover by quantity, then by time.
select is(test_support.buys(2), '2 x 1500 Early', 'two of three');
select is(test_support.buys(2), '2 x 2400 Last', 'two no more');
select is(test_support.buys(1), '1 x 1500 Early', 'the last one');
select is(test_support.buys(1), '1 x 2400 Last', 'sold out');
select test_support.set_clock(core.clock() + interval '5 days');
select is(test_support.buys(4), '4 x 2000 Spring', 'another has opened');
update events.price_tiers set is_active = false where name = 'Last';
select is(test_support.buys(3), '3 x 2500 ', 'without a tier the ticket type''s own price');
select is(
  (select array_agg(i.unit_amount order by i.unit_amount) from sales.order_items as i),
  array[1500, 1500, 2000, 2400, 2400, 2500], 'what was sold keeps its price');
-- Nobody delivers mail here.
select is_empty(
  $$ select problem from core.doctor() where promise <> 'messages_are_delivered' $$,
  'everything adds up');

select * from finish();
rollback;
