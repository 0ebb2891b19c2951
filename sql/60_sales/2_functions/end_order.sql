-- Moves a locked pending order to the end that it met without being paid: failed, cancelled or
-- expired. Its capacity is given back by the caller, last.
create or replace function sales.end_order(p_order sales.orders, p_status sales.order_status)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_now timestamptz := core.clock();
  v_order sales.orders;
begin
  update sales.orders as o
  set status = p_status, expires_at = null, release_at = null,
    failed_at = case p_status when 'failed' then v_now end,
    cancelled_at = case p_status when 'cancelled' then v_now end,
    expired_at = case p_status when 'expired' then v_now end
  where o.org_id = p_order.org_id and o.id = p_order.id
  returning o.* into v_order;
  perform sales.sync_registrations(v_order);
  perform invoicing.note_change(v_order.org_id, v_order.id);
end
$$;
revoke all on function sales.end_order(sales.orders, sales.order_status) from public;
