-- Overage of a month is divided over its events by what each sold, and priced by the fee of each.
begin;
select plan(7);

select test_support.make_user('olga');
create temporary table org as select test_support.make_org('Plans', 'olga') as id;
create function test_support.cost(p_limit integer, p_amount integer, p_tickets integer[])
returns text language sql as $$
  select format('%s %s %s', v.tickets, v.amount, (
    select array_agg((e ->> 'overage_tickets')::integer order by e ->> 'event_id')
    from jsonb_array_elements(v.events) as e))
  from org as o
  cross join lateral billing.price_overage(
    o.id, row('ORGANIZER', null, p_limit, 'month', p_amount)::billing.limits,
    (select array_agg(('00000000-0000-0000-0000-00000000000' || n)::uuid)
      from generate_series(1, cardinality(p_tickets)) as n), p_tickets) as v
$$;
create function test_support.half_price(uuid, p_event_id uuid) returns integer language sql as $$
  select case when p_event_id::text like '%1' then 4 else 8 end
$$;
insert into billing.overage_rules (name, function, position, description)
values ('test', 'test_support.half_price', 1, 'x');

select is(test_support.cost(100, 8, array[50, 50]), '0 0 {0,0}', 'at the limit there is none');
select is(test_support.cost(100, 8, array[101, 101]), '102 612 {51,51}', 'by share, each at its fee');
select is(test_support.cost(100, 8, array[34, 34, 33]), '1 8 {0,1,0}', 'an odd one falls to one event');
select is(test_support.cost(0, 8, array[1, 2, 3]), '6 44 {1,2,3}', 'without a limit all of it');
select is(test_support.cost(2, 8, array[3, -1]), '1 4 {1,0}', 'more given back than sold counts as nothing');
select is(test_support.cost(10, null, array[20, 20]), '30 0 {15,15}', 'nothing is asked where sales stop');
select is(
  (select sum((billing.price_overage(
      o.id, row('ORGANIZER', null, n, 'month', 8)::billing.limits,
      array['00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000000002']::uuid[],
      array[37, 41])).tickets)
    from org as o, generate_series(0, 100) as n),
  (select sum(greatest(78 - n, 0)) from generate_series(0, 100) as n), 'and no ticket gets lost');

select * from finish();
rollback;
