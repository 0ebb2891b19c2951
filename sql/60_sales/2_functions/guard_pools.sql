-- Refuses an order, with try_again, whose ticket types were put onto a shared pool, or taken off
-- one, after it had read what they draw on. Call it once the order holds its capacity: whoever
-- moves ticket types locks their own pools.
create or replace function sales.guard_pools(p_order sales.orders)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  if not exists (
    select from events.capacity_pools as p
    where p.org_id = p_order.org_id and p.event_id = p_order.event_id and p.is_shared
  ) then
    return;
  end if;
  if exists (
    select from events.capacity_pools as p
    left join sales.capacity_claims as c
      on c.org_id = p.org_id and c.pool_id = p.id and c.order_id = p_order.id
    cross join lateral (
      select sum(own.quantity) as quantity
      from events.ticket_type_pools as m
      join sales.capacity_claims as own
        on own.org_id = m.org_id and own.pool_id = m.ticket_type_id and own.order_id = p_order.id
      where m.org_id = p.org_id and m.pool_id = p.id
    ) as due
    where p.org_id = p_order.org_id and p.event_id = p_order.event_id and p.is_shared
      and c.quantity is distinct from due.quantity
  ) then
    perform core.fail('try_again');
  end if;
end
$$;
revoke all on function sales.guard_pools(sales.orders) from public;
