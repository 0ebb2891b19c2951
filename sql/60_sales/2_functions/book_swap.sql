-- Books that what was paid for a ticket pays for another by now: the old event gives up the sale of
-- it, with its VAT. The new order's own sale is booked with its payment; here where it costs
-- nothing more. `p_worth` is what was paid for the ticket and the products that go with it.
create or replace function sales.book_swap(
  p_order sales.orders,
  p_sold sales.orders,
  p_worth sales.ticket_worth
)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_net integer := p_order.credit_amount - p_order.credit_vat_amount;
  v_products integer;
begin
  if p_order.credit_amount = 0 then
    return;
  end if;
  select sales.share(
    v_net, least(p_worth.amount, coalesce(sum(i.total_amount - i.refunded_amount), 0)),
    p_worth.amount)
  into v_products
  from sales.order_items as i
  where i.org_id = p_sold.org_id and i.id = any (p_worth.item_ids);
  perform ledger.post(
    p_sold.org_id, 'swap', p_order.id, p_sold.event_id, core.clock(), p_sold.currency,
    array[
      row('ticket_sales', v_net - v_products), row('product_sales', v_products),
      row('vat', p_order.credit_vat_amount), row('between_events', -p_order.credit_amount)
    ]::ledger.line[],
    p_sold.id);
  if p_order.total_amount = 0 then
    perform ledger.post(
      p_order.org_id, 'order', p_order.id, p_order.event_id, core.clock(), p_order.currency,
      (sales.book_order(p_order.org_id, p_order.id, null)).lines, p_order.id);
  end if;
end
$$;
revoke all on function sales.book_swap(sales.orders, sales.orders, sales.ticket_worth) from public;
