-- Takes the capacity that an order's lines need from each of their pools, or raises sold_out with
-- the first line that is short. Call it last: the pools stay locked until commit.
create or replace function sales.hold_capacity(p_order sales.orders)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_claim record;
begin
  for v_claim in
    with claims as (
      insert into sales.capacity_claims (org_id, order_id, pool_id, quantity)
      select i.org_id, i.order_id, m.pool_id, sum(i.quantity)
      from sales.order_items as i
      join events.ticket_type_pools as m
        on m.org_id = i.org_id and m.ticket_type_id = i.ticket_type_id
      where i.org_id = p_order.org_id and i.order_id = p_order.id
      group by i.org_id, i.order_id, m.pool_id
      returning pool_id, quantity
    )
    select c.pool_id, c.quantity from claims as c order by c.pool_id
  loop
    if not events.claim_capacity(p_order.org_id, v_claim.pool_id, v_claim.quantity) then
      perform sales.guard_capacity(p_order.org_id, c.ticket_type_ids, c.quantities)
      from sales.order_cart(p_order) as c;
      -- What was missing a moment ago has been given back since: still a refusal, of this try.
      perform core.fail('try_again');
    end if;
  end loop;
end
$$;
revoke all on function sales.hold_capacity(sales.orders) from public;
