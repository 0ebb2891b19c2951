-- What a demand still takes of pools for somebody who holds some of them already; negative where
-- they hold more than they take.
create or replace function sales.net_demand(p_demand sales.demand, p_held sales.demand)
  returns sales.demand
  language plpgsql
  immutable
  security invoker
  set search_path = ''
as $$
declare
  v_net sales.demand;
begin
  select coalesce(array_agg(d.pool_id order by d.pool_id), '{}'),
    coalesce(array_agg(d.quantity order by d.pool_id), '{}')
  into v_net
  from (
    select w.pool_id, sum(w.quantity)::integer as quantity
    from (
      select t.pool_id, t.quantity
      from unnest(p_demand.pool_ids, p_demand.quantities) as t (pool_id, quantity)
      union all
      select h.pool_id, -h.quantity
      from unnest(p_held.pool_ids, p_held.quantities) as h (pool_id, quantity)
    ) as w
    group by w.pool_id
    having sum(w.quantity) <> 0
  ) as d;
  return v_net;
end
$$;
revoke all on function sales.net_demand(sales.demand, sales.demand) from public;
