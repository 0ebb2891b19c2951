-- Called by payments when a refund of an order has ended. Completed: the order is refunded when
-- nothing of its money is left with us, partially so when less is left than it cost, and tickets of
-- a refunded order admit nobody any more; surplus money that went back changes nothing. Failed or
-- cancelled: what it was for can be refunded again. Either way somebody is told.
create or replace function sales.note_refund(p_org_id uuid, p_order_id uuid, p_refund_id uuid)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_order sales.orders := sales.lock_order(p_org_id, p_order_id);
  v_status payments.refund_status := payments.refund_status(p_org_id, p_refund_id);
  v_credit bigint := sales.credit_balance(v_order);
  v_kept bigint := payments.amount_kept(p_org_id, p_order_id) + v_credit;
  v_is_over boolean;
begin
  perform sales.mail_refund(v_order, p_refund_id);
  if v_status <> 'refunded' then
    perform sales.count_refund_items(p_org_id, p_refund_id, -1);
    return;
  end if;
  perform invoicing.note_refund(p_org_id, p_refund_id);
  if v_order.status not in ('paid', 'partially_refunded', 'overbooked')
    or v_kept >= v_order.total_amount + v_credit
    or (v_kept > 0 and v_order.status <> 'paid')
  then
    return;
  end if;
  -- With nothing left because the rest is another order's by now, what still lives is not over.
  v_is_over := v_kept <= 0 and (v_credit >= 0 or not sales.has_live_tickets(v_order));
  update sales.orders as o
  set status = case when v_is_over then 'refunded' else 'partially_refunded' end::sales.order_status,
    refunded_at = case when v_is_over then core.clock() end
  where o.org_id = p_org_id and o.id = p_order_id
  returning o.* into v_order;
  if v_order.status = 'refunded' then
    perform sales.end_order_refunded(v_order);
  end if;
end
$$;
revoke all on function sales.note_refund(uuid, uuid, uuid) from public;
