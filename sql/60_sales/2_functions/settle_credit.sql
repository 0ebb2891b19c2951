-- Settles what was paid for a ticket that is replaced: its lines count as given back, since their
-- money is now in the new order, and what is left of it goes back where the old event says so; it
-- stays with the organiser otherwise. Locks: payments.
create or replace function sales.settle_credit(
  p_order sales.orders,
  p_sold sales.orders,
  p_ticket sales.ticket_instances
)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_worth sales.ticket_worth := sales.worth_of_ticket(
    p_sold, p_ticket, sales.money_left(p_sold) + p_order.credit_amount);
  v_rest integer := v_worth.amount - p_order.credit_amount;
begin
  if v_rest > 0 and exists (
    select from events.event_settings as s
    where s.org_id = p_sold.org_id and s.event_id = p_sold.event_id and s.swap_refunds_difference
  ) then
    perform payments.place_refunds(
      p_sold.id, sales.lock_paid(p_sold), v_rest, p_order.purpose::text, core.new_id(), 'system');
  end if;
  perform sales.book_swap(p_order, p_sold, v_worth);
  update sales.order_items as i
  set refunded_quantity = i.refunded_quantity + 1,
    refunded_amount = greatest(
      i.refunded_amount, sales.share(i.total_amount, i.refunded_quantity + 1, i.quantity))
  where i.org_id = p_ticket.org_id and i.id = p_ticket.order_item_id;
  update sales.order_items as i
  set refunded_quantity = i.quantity, refunded_amount = i.total_amount
  where i.org_id = p_ticket.org_id and i.id = any (v_worth.item_ids);
end
$$;
revoke all on function sales.settle_credit(
  sales.orders, sales.orders, sales.ticket_instances
) from public;
