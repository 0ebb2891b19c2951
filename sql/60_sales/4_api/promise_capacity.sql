-- No pool sells above its limit, and none loses a place: capacity = left in its lanes + claimed by
-- orders + offered to those who wait + kept for them.
-- And an order claims capacity exactly while it is pending or its tickets live.
create or replace view sales.promise_capacity as
select p.org_id, p.id as subject, 'capacity is not what is left plus what is claimed' as problem
from events.capacity_pools as p
where p.capacity <> (
  select coalesce(sum(l.remaining), 0)
  from events.capacity_lanes as l
  where l.org_id = p.org_id and l.pool_id = p.id
) + (
  select coalesce(sum(c.quantity), 0)
  from sales.capacity_claims as c
  where c.org_id = p.org_id and c.pool_id = p.id
) + (
  select coalesce(sum(f.quantity), 0)
  from events.ticket_type_pools as m
  join sales.waitlist_offers as f
    on f.org_id = m.org_id and f.ticket_type_id = m.ticket_type_id and f.status = 'offered'
  where m.org_id = p.org_id and m.pool_id = p.id
) + (
  select coalesce(sum(f.quantity), 0)
  from sales.waitlist_offers as f
  where f.org_id = p.org_id and f.wave_id = p.id and f.status = 'offered'
) + (
  select coalesce(sum(r.quantity), 0)
  from sales.waitlist_reserves as r
  where r.org_id = p.org_id and r.pool_id = p.id
)
union all
select own.org_id, own.order_id, 'a shared limit is not claimed as its ticket types are'
from events.capacity_pools as p
join events.ticket_type_pools as m on m.org_id = p.org_id and m.pool_id = p.id
join sales.capacity_claims as own on own.org_id = m.org_id and own.pool_id = m.ticket_type_id
left join sales.capacity_claims as c
  on c.org_id = own.org_id and c.order_id = own.order_id and c.pool_id = p.id
where p.is_shared
group by own.org_id, own.order_id, p.id, c.quantity
having sum(own.quantity) is distinct from c.quantity
union all
select o.org_id, o.id, 'an order that is over holds capacity'
from sales.orders as o
where o.status in ('failed', 'cancelled', 'expired', 'overbooked')
  and exists (
    select 1 from sales.capacity_claims as c where c.org_id = o.org_id and c.order_id = o.id
  )
union all
select o.org_id, o.id, 'a live order holds no capacity'
from sales.orders as o
where (
    o.status = 'pending' and exists (
      select from sales.order_items as i
      where i.org_id = o.org_id and i.order_id = o.id and i.kind <> 'fee'
    )
    or o.status = 'paid' and exists (
      select from sales.ticket_instances as t
      where t.org_id = o.org_id and t.order_id = o.id and t.status in ('valid', 'used')
    )
  )
  and not exists (
    select 1 from sales.capacity_claims as c where c.org_id = o.org_id and c.order_id = o.id
  );
revoke all on sales.promise_capacity from anon, authenticated, service_role;
comment on view sales.promise_capacity is 'Pools that do not add up, and orders that hold too much or nothing.';

insert into core.promises (promise, view, description)
values ('no_seat_is_sold_twice', 'sales.promise_capacity',
  'A ticket type never sells above its limit, and no place is lost.');
