-- What tickets take of capacity pools: as their ticket types draw on pools today, of the tiers at
-- whose price they were sold, of the waves that they start in, and of a promo code that counts
-- tickets.
create or replace function sales.demand_of_tickets(p_org_id uuid, p_ticket_ids uuid[])
  returns sales.demand
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return (
    with ticket as (
      select t.ticket_type_id, i.price_tier_id, r.wave_id,
        case when i.discount_amount > 0 and c.scope = 'ticket' then c.id end as promo_code_id
      from sales.ticket_instances as t
      join sales.order_items as i on i.org_id = t.org_id and i.id = t.order_item_id
      join sales.orders as o on o.org_id = t.org_id and o.id = t.order_id
      left join sales.registrations as r on r.org_id = t.org_id and r.id = t.registration_id
      left join events.promo_codes as c on c.org_id = o.org_id and c.id = o.promo_code_id
      where t.org_id = p_org_id and t.id = any (p_ticket_ids)
    )
    select sales.sum_demand(array_agg(d.pool_id), array_agg(1))
    from (
      select m.pool_id
      from ticket as t
      join events.ticket_type_pools as m
        on m.org_id = p_org_id and m.ticket_type_id = t.ticket_type_id
      union all
      select own.pool_id
      from ticket as t
      cross join unnest(array[t.price_tier_id, t.wave_id, t.promo_code_id]) as own (pool_id)
      where own.pool_id is not null
    ) as d
  );
end
$$;
revoke all on function sales.demand_of_tickets(uuid, uuid[]) from public;
