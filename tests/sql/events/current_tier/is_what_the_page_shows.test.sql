-- The rule of events.current_tier() and that of events.tiers_at(), over a thousand situations.
begin;
select plan(2);

select setseed(0.42);
create temporary table sale as select * from test_support.make_sale();
insert into events.ticket_types (org_id, event_id, name, price, min_per_order)
select org_id, event_id, 'Type ' || n, 100 * n, 1 + n % 3 from sale, generate_series(1, 20) as n;
insert into events.price_tiers (
  org_id, ticket_type_id, name, price, capacity, starts_at, ends_at, sort_order, is_active,
  deleted_at
)
select
  t.org_id, t.id, 'Tier ' || n, (random() * 3)::integer,
  case when random() < 0.6 then (random() * 4)::integer end,
  case when random() < 0.5 then core.clock() + make_interval(hours => (random() * 10)::integer) end,
  case when random() < 0.5 then core.clock() + make_interval(hours => 11 + (random() * 10)::integer)
  end,
  (random() * 3)::integer, random() < 0.9, case when random() < 0.1 then core.clock() end
from events.ticket_types as t, generate_series(1, 5) as n;

select is_empty(
  $$
  select t.name, q, h
  from events.ticket_types as t
  cross join generate_series(1, 5) as q
  cross join generate_series(0, 22, 2) as h
  cross join lateral (select core.clock() + make_interval(hours => h) as at) as a
  where (events.current_tier(t.org_id, t.id, q, a.at)).id is distinct from (
    select (f.tier).id
    from events.tiers_at(t.org_id, array[t.id], array[a.at]) as f
    where f.is_open and f.room >= q
    order by f.place
    limit 1
  )
  $$, 'both find the same tier');
select is_empty(
  $$
  select t.name
  from sale
  cross join jsonb_array_elements(public.get_event(event_id) -> 'ticket_types') as shown
  join events.ticket_types as t on t.id = (shown ->> 'ticket_type_id')::uuid
  cross join lateral events.current_tier(t.org_id, t.id, t.min_per_order, core.clock()) as c
  where (shown ->> 'price')::integer is distinct from coalesce(c.price, t.price)
    or shown #>> '{price_tier,price_tier_id}' is distinct from c.id::text
  $$, 'and the page shows it');

select * from finish();
rollback;
