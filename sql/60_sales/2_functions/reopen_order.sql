-- Takes a locked order that was released back to pending, with a new hold. Raises the errors of the
-- sale when its event or ticket types are no longer sold, sold_out when there is no room.
create or replace function sales.reopen_order(p_order sales.orders, p_checkout_session_id uuid)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_hold interval := make_interval(mins => core.setting('sales.hold_minutes')::integer);
  v_cart sales.cart := sales.order_cart(p_order);
begin
  perform sales.quote(sales.find_event_on_sale(p_order.event_id), v_cart);
  update sales.orders as o
  set status = 'pending',
    checkout_session_id = p_checkout_session_id,
    expires_at = core.clock() + v_hold,
    release_at = core.clock() + v_hold,
    failed_at = null, cancelled_at = null, expired_at = null
  where o.org_id = p_order.org_id and o.id = p_order.id;
  perform sales.hold_capacity(p_order, v_cart);
end
$$;
revoke all on function sales.reopen_order(sales.orders, uuid) from public;
