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
  -- What is due is added up from the order's own claims, of which there are few: a pool may be
  -- shared by every ticket type of a large event.
  if exists (
    select from events.capacity_pools as p
    left join (
      select m.pool_id, sum(own.quantity) as quantity
      from sales.capacity_claims as own
      join events.ticket_type_pools as m
        on m.org_id = own.org_id and m.ticket_type_id = own.pool_id
      where own.org_id = p_order.org_id and own.order_id = p_order.id
      group by m.pool_id
    ) as due on due.pool_id = p.id
    left join sales.capacity_claims as c
      on c.org_id = p.org_id and c.order_id = p_order.id and c.pool_id = p.id
    where p.org_id = p_order.org_id and p.event_id = p_order.event_id and p.is_shared
      and c.quantity is distinct from due.quantity
  ) then
    perform core.fail('try_again');
  end if;
end
$$;
revoke all on function sales.guard_pools(sales.orders) from public;
