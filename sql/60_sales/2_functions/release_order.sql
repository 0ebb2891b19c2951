-- Called by payments with the status of the last attempt to pay an order (failed, canceled,
-- expired): the order ends and its capacity goes back. An order that is not pending stays as it is;
-- so does one by staff before its deadline: its buyer may try again, or pay in another way.
create or replace function sales.release_order(p_org_id uuid, p_order_id uuid, p_reason text)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_order sales.orders := sales.lock_order(p_org_id, p_order_id);
begin
  if v_order.status <> 'pending'
    or (v_order.settlement in ('invoice', 'bank') and v_order.expires_at > core.clock())
  then
    return;
  end if;
  perform sales.end_order(
    v_order, case p_reason when 'canceled' then 'cancelled' else p_reason end::sales.order_status);
  perform sales.release_claims(array[v_order]);
end
$$;
revoke all on function sales.release_order(uuid, uuid, text) from public;
