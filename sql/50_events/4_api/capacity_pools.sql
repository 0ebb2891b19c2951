create or replace view public.capacity_pools
with (security_invoker = true) as
select
  p.org_id,
  p.id,
  p.event_id,
  p.name,
  nullif(p.capacity, 1000000000) as capacity,
  p.capacity - (
    select sum(l.remaining)
    from events.capacity_lanes as l
    where l.org_id = p.org_id and l.pool_id = p.id
  )::integer as taken,
  case when p.capacity < 1000000000 then (
    select sum(l.remaining)
    from events.capacity_lanes as l
    where l.org_id = p.org_id and l.pool_id = p.id
  )::integer end as remaining
from events.capacity_pools as p;
revoke all on public.capacity_pools from anon, authenticated, service_role;
grant select on public.capacity_pools to authenticated;
grant insert (org_id, event_id, name, capacity) on public.capacity_pools to authenticated;
grant update (name, capacity) on public.capacity_pools to authenticated;

create trigger _100_insert instead of insert on public.capacity_pools
  for each row execute function events.tg_capacity_pools__insert();
create trigger _200_update instead of update on public.capacity_pools
  for each row execute function events.tg_capacity_pools__update();

comment on view public.capacity_pools is
  'Limits and how much of them is taken, for staff with orders.read. One with a name is shared by ticket types: insert, and update of name and capacity, with events.manage. One without belongs to the ticket type, price tier, wave, product, variant or promo code with its id, and is changed there; one with the id of its event is the limit of the org''s plan.';
comment on column public.capacity_pools.capacity is 'null: no limit.';
comment on column public.capacity_pools.taken is 'Sold and held.';
comment on column public.capacity_pools.remaining is 'null: no limit.';
