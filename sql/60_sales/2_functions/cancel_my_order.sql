-- Cancels an order that waits for its money, by whoever has its public token; its places go back at
-- once. A repeat changes nothing. Returns {order_id, order_number, status}. Raises missing_field,
-- order_not_found, order_cannot_be_cancelled. Locks: payable, order, payments, pools.
create or replace function sales.cancel_my_order(p_public_token text)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_order sales.orders := sales.find_order(p_public_token);
begin
  perform core.act_as('guest');
  v_order := sales.lock_order(v_order.org_id, v_order.id);
  if v_order.status = 'pending' then
    perform sales.cancel_unpaid(v_order);
  elsif v_order.status <> 'cancelled' then
    perform core.fail('order_cannot_be_cancelled', jsonb_build_object(
      'status', v_order.status, 'reason', 'it is ' || v_order.status));
  end if;
  return jsonb_build_object(
    'order_id', v_order.id, 'order_number', v_order.order_number, 'status', 'cancelled');
end
$$;
revoke all on function sales.cancel_my_order(text) from public;
grant execute on function sales.cancel_my_order(text) to anon, authenticated;
