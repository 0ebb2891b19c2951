-- Says which pool has too little left for an order that was written: see refuse_demand().
create or replace function sales.refuse_order_demand(p_order sales.orders, p_demand sales.demand)
  returns void
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  perform sales.refuse_demand(e, sales.lines_of(p_order), p_demand)
  from events.events as e
  where e.org_id = p_order.org_id and e.id = p_order.event_id;
end
$$;
revoke all on function sales.refuse_order_demand(sales.orders, sales.demand) from public;
