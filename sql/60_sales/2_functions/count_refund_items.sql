-- Counts what a refund is for with the lines of its order (`p_sign` 1), or no longer (-1), because
-- it failed or was cancelled: then that can be refunded again. Tickets stay refunded all the same:
-- what was decided is still to be done.
create or replace function sales.count_refund_items(
  p_org_id uuid,
  p_refund_id uuid,
  p_sign integer
)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  update sales.order_items as i
  set refunded_quantity = i.refunded_quantity + p_sign * w.quantity,
    refunded_amount = i.refunded_amount + p_sign * w.amount,
    refunded_fee_amount = i.refunded_fee_amount + p_sign * w.fee_amount
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
revoke all on function sales.count_refund_items(uuid, uuid, integer) from public;
