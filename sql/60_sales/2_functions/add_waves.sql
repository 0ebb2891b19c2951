-- Adds the waves that the tickets of a cart start in to what it takes from pools.
create or replace function sales.add_waves(p_demand sales.demand, p_entries sales.entry[])
  returns sales.demand
  language plpgsql
  immutable
  security invoker
  set search_path = ''
as $$
declare
  v_waves uuid[] := array(select e.wave_id from unnest(p_entries) as e where e.wave_id is not null);
begin
  if v_waves = '{}' then
    return p_demand;
  end if;
  return sales.sum_demand(
    p_demand.pool_ids || v_waves,
    p_demand.quantities || array_fill(1, array[cardinality(v_waves)]));
end
$$;
revoke all on function sales.add_waves(sales.demand, sales.entry[]) from public;
