-- Cancels an order that staff placed on invoice or for a bank transfer and that is not paid: its
-- places go back, and an attempt to pay it online is given up. For staff with orders.create. A
-- repeat changes nothing. Should money still arrive, it is late money, see settle_order().
--
-- Returns {order_id, order_number, status}. Raises not_found, order_cannot_be_cancelled. Locks:
-- payable, order, payments, pools.
create or replace function sales.cancel_staff_order(p_order_id uuid)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_order sales.orders;
begin
  perform core.require_id('order_id', p_order_id);
  select o.* into v_order from sales.orders as o where o.id = p_order_id;
  perform tenancy.authorise(v_order.org_id, 'orders.create', 'order', p_order_id);
  v_order := sales.lock_order(v_order.org_id, p_order_id);
  if v_order.settlement not in ('invoice', 'bank') then
    perform core.fail('order_cannot_be_cancelled', jsonb_build_object(
      'settlement', v_order.settlement,
      'reason', 'it was not placed by staff to be paid later'));
  elsif v_order.status not in ('pending', 'cancelled') then
    perform core.fail('order_cannot_be_cancelled', jsonb_build_object(
      'status', v_order.status, 'reason', 'it is ' || v_order.status));
  elsif v_order.status = 'pending' then
    perform payments.give_up_attempts(v_order.org_id, v_order.id);
    perform sales.end_order(v_order, 'cancelled');
    perform sales.release_claims(array[v_order]);
    v_order.status := 'cancelled';
  end if;
  return jsonb_build_object(
    'order_id', v_order.id, 'order_number', v_order.order_number, 'status', v_order.status);
end
$$;
revoke all on function sales.cancel_staff_order(uuid) from public;
grant execute on function sales.cancel_staff_order(uuid) to authenticated;
