-- What an order has of capacity pools, with a place in one wave instead of one in another, or in
-- none before.
create or replace function sales.demand_with_wave(
  p_order sales.orders,
  p_former_id uuid,
  p_wave_id uuid
)
  returns sales.demand
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return (
    select sales.sum_demand(array_agg(s.pool_id), array_agg(s.quantity))
    from (
      select d.pool_id, sum(d.quantity)::integer as quantity
      from (
        select c.pool_id, c.quantity
        from sales.capacity_claims as c
        where c.org_id = p_order.org_id and c.order_id = p_order.id
        union all
        values (p_former_id, -1), (p_wave_id, 1)
      ) as d
      where d.pool_id is not null
      group by d.pool_id
      having sum(d.quantity) > 0
    ) as s
  );
end
$$;
revoke all on function sales.demand_with_wave(sales.orders, uuid, uuid) from public;
