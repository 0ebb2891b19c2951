-- Raises what refuse_demand() says when the capacity that an offer needs is not there, as
-- committed: most of those who come too late are sent away by that, before anything is written or
-- locked. A lane that would do for a pool is proof enough; without one, what is left has to be
-- added up.
create or replace function sales.guard_demand(p_event events.events, p_offer sales.offer)
  returns void
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  if exists (
    select
    from unnest((p_offer.demand).pool_ids, (p_offer.demand).quantities) as d (pool_id, quantity)
    where (
      select true
      from events.capacity_lanes as l
      where l.org_id = p_event.org_id and l.pool_id = d.pool_id and l.remaining >= d.quantity
      limit 1
    ) is null
  ) then
    perform sales.refuse_demand(p_event, p_offer.lines, p_offer.demand);
  end if;
end
$$;
revoke all on function sales.guard_demand(events.events, sales.offer) from public;
