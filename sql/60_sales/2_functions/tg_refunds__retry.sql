-- Another try of a refund that failed is for the same things: their rows are copied, and count with
-- the lines of the order again.
create or replace function sales.tg_refunds__retry()
  returns trigger
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  insert into sales.refund_items (
    org_id, refund_id, order_item_id, ticket_instance_id, quantity, amount, fee_amount,
    value_amount, value_fee_amount
  )
  select
    i.org_id, new.id, i.order_item_id, i.ticket_instance_id, i.quantity, i.amount, i.fee_amount,
    i.value_amount, i.value_fee_amount
  from sales.refund_items as i
  where i.org_id = new.org_id and i.refund_id = new.retry_of;
  perform sales.count_refund_items(new.org_id, new.id, 1);
  return null;
end
$$;
revoke all on function sales.tg_refunds__retry() from public;
