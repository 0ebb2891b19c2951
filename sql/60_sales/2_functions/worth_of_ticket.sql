-- What was paid for a ticket and the products that go with it, as a refund would find it: discounts
-- taken off, cut at the running total of its line; never more than `p_left`, which is what the
-- order has left of its money.
create or replace function sales.worth_of_ticket(
  p_order sales.orders,
  p_ticket sales.ticket_instances,
  p_left bigint
)
  returns sales.ticket_worth
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_left bigint := greatest(p_left, 0);
  v_wishes sales.refund_wish[] := array[
    row(p_ticket.order_item_id, 1, array[p_ticket.id], null)::sales.refund_wish];
  v_worth sales.ticket_worth;
begin
  select
    v_wishes || coalesce(array_agg(
      row(i.id, i.quantity - i.refunded_quantity, null, null)::sales.refund_wish order by i.line),
      '{}'),
    coalesce(array_agg(i.id order by i.line), '{}')
  into v_wishes, v_worth.item_ids
  from sales.products_with(p_ticket) as i;
  select
    sum(p.amount),
    sum(
      sales.share(i.vat_amount, i.refunded_amount + p.amount, i.total_amount)
      - sales.share(i.vat_amount, i.refunded_amount, i.total_amount))
  into v_worth.amount, v_worth.vat_amount
  from unnest(sales.value_refund(p_order, v_wishes, false)) as p
  join sales.order_items as i on i.org_id = p_order.org_id and i.id = p.order_item_id;
  if v_worth.amount > v_left then
    v_worth.vat_amount := sales.share(v_worth.vat_amount, v_left, v_worth.amount);
    v_worth.amount := v_left;
  end if;
  return v_worth;
end
$$;
revoke all on function sales.worth_of_ticket(
  sales.orders, sales.ticket_instances, bigint
) from public;
