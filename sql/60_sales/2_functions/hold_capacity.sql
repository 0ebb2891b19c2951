-- Takes the capacity that an order's cart needs from each pool, or raises sold_out with the first
-- line that is short. Call it last: the pools stay locked until commit.
create or replace function sales.hold_capacity(p_order sales.orders, p_cart sales.cart)
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
    select
      m.pool_id,
      sum(p_cart.quantities[array_position(p_cart.ticket_type_ids, m.ticket_type_id)])::integer
        as quantity
    from events.ticket_type_pools as m
    where m.org_id = p_order.org_id and m.ticket_type_id = any (p_cart.ticket_type_ids)
    group by m.pool_id
    order by m.pool_id
  loop
    insert into sales.capacity_claims (org_id, order_id, pool_id, quantity)
    values (p_order.org_id, p_order.id, v_claim.pool_id, v_claim.quantity);
    if not events.claim_capacity(p_order.org_id, v_claim.pool_id, v_claim.quantity) then
      perform sales.guard_capacity(p_order.org_id, p_cart);
      -- What was missing a moment ago has been given back since: still a refusal, of this try.
      perform core.fail('try_again');
    end if;
  end loop;
end
$$;
revoke all on function sales.hold_capacity(sales.orders, sales.cart) from public;
