-- Takes a refund that failed, or was cancelled, off the lines of its order: what it was for can be
-- refunded again. Its tickets stay refunded: what was decided is still to be done.
create or replace function sales.uncount_refund(p_org_id uuid, p_refund_id uuid)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  update sales.order_items as i
  set refunded_quantity = i.refunded_quantity - w.quantity,
    refunded_amount = i.refunded_amount - w.amount,
    refunded_fee_amount = i.refunded_fee_amount - w.fee_amount
  from (
    select n.order_item_id, sum(n.quantity) as quantity, sum(n.value_amount) as amount,
      sum(n.value_fee_amount) as fee_amount
    from sales.refund_items as n
    where n.org_id = p_org_id and n.refund_id = p_refund_id
    group by n.order_item_id
  ) as w
  where i.org_id = p_org_id and i.id = w.order_item_id;
end
$$;
revoke all on function sales.uncount_refund(uuid, uuid) from public;
