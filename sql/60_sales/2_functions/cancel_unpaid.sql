-- Ends a locked order that waits for its money: its places go back, and attempts to pay it online
-- are given up. Should money still arrive, it is late money, see settle_order(). Locks: payments,
-- registrations, pools.
create or replace function sales.cancel_unpaid(p_order sales.orders)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  perform payments.give_up_attempts(p_order.org_id, p_order.id);
  perform sales.end_order(p_order, 'cancelled');
  perform sales.release_claims(array[p_order]);
end
$$;
revoke all on function sales.cancel_unpaid(sales.orders) from public;
