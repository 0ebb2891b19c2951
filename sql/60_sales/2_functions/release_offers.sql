-- Gives back what offers of waitlists held that have just ended: one call for all of them, so that
-- two transactions never meet in opposite order. What is no offer (its id is null) is left aside.
-- The last statement before commit.
create or replace function sales.release_offers(p_offers sales.waitlist_offers[])
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_released record;
begin
  for v_released in
    select f.org_id, sales.sum_demand(array_agg(d.pool_id), array_agg(d.quantity)) as demand
    from unnest(p_offers) as f
    cross join lateral sales.offer_demand(
      f.org_id, f.ticket_type_id, f.wave_id, f.quantity) as held
    cross join lateral unnest(held.pool_ids, held.quantities) as d (pool_id, quantity)
    where f.id is not null
    group by f.org_id
    order by f.org_id
  loop
    perform sales.return_places(v_released.org_id, v_released.demand);
  end loop;
end
$$;
revoke all on function sales.release_offers(sales.waitlist_offers[]) from public;
