begin;
select plan(12);

create temporary table sale as select * from test_support.make_sale('{"capacity": 10}');
create function test_support.pool(p_id uuid) returns text language sql as $$
  select format('%s of %s', (
    select sum(l.remaining) from events.capacity_lanes as l where l.pool_id = p.id), p.capacity)
  from events.capacity_pools as p
  where p.id = p_id
$$;
select is(test_support.pool(ticket_type_id), '10 of 10', 'a ticket type') from sale;
select results_eq(
  'select m.ticket_type_id, m.pool_id from events.ticket_type_pools as m',
  'select ticket_type_id, ticket_type_id from sale', 'draws on its own');

create temporary table tier as
select test_support.add_row('seller', 'price_tiers', jsonb_build_object(
  'org_id', org_id, 'ticket_type_id', ticket_type_id, 'name', 'Early', 'price', 2000,
  'capacity', 3)) as id
from sale;
grant select on sale, tier to public;
select is(test_support.pool(id), '3 of 3', 'a price tier') from tier;
select is(p.event_id, s.event_id, 'of the event of its ticket type')
from events.capacity_pools as p, tier as t, sale as s where p.id = t.id;
select test_support.place_order(event_id, test_support.cart(ticket_type_id, 2)) from sale;
select is(test_support.pool(id), '1 of 3', 'is sold from') from tier;

create function test_support.resize(p_capacity integer) returns void language plpgsql as $$
begin
  perform test_support.as_user('seller');
  update public.price_tiers set capacity = p_capacity where id = (select t.id from tier as t);
  perform test_support.as_operator();
end
$$;
select test_support.throws_slug('select test_support.resize(1)', 409, 'capacity_below_sold');
select test_support.as_operator();
select is(test_support.pool(id), '1 of 3', 'nothing changed') from tier;
select test_support.resize(2);
select is(test_support.pool(id), '0 of 2', 'down to what is held') from tier;
select test_support.resize(null);
select is(test_support.pool(id), '999999998 of 1000000000', 'no limit is a billion') from tier;
select test_support.resize(5);
select is(test_support.pool(id), '3 of 5', 'and a limit again') from tier;

select test_support.as_user('seller');
select throws_ok(
  format('insert into public.price_tiers (org_id, ticket_type_id, name, price)
    values (%L, %L, %L, 1)', org_id, core.new_id(), 'x'),
  '23503', null, 'a tier of nothing') from sale;
select test_support.as_operator();
select is_empty('select problem from core.doctor()', 'everything adds up');

select * from finish();
rollback;
