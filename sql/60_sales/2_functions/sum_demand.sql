-- What lines want of their pools, as one demand: each pool once, in the order in which pools are
-- locked. The two arrays run in parallel.
create or replace function sales.sum_demand(p_pool_ids uuid[], p_quantities integer[])
  returns sales.demand
  language plpgsql
  immutable
  security invoker
  set search_path = ''
as $$
declare
  v_demand sales.demand;
begin
  select array_agg(d.pool_id order by d.pool_id), array_agg(d.quantity order by d.pool_id)
  into v_demand
  from (
    select w.pool_id, sum(w.quantity)::integer as quantity
    from unnest(p_pool_ids, p_quantities) as w (pool_id, quantity)
    group by w.pool_id
  ) as d;
  return v_demand;
end
$$;
revoke all on function sales.sum_demand(uuid[], integer[]) from public;
