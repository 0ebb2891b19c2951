-- Writes the products that come along with a ticket into the order that replaces it: after its own
-- lines, at what they were sold for, each with the line that it was.
create or replace function sales.insert_along(
  p_order sales.orders,
  p_ticket sales.ticket_instances
)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  insert into sales.order_items (
    org_id, order_id, line, kind, product_id, variant_id, for_line, for_position, name,
    personalisation, quantity, unit_amount, discount_amount, total_amount, vat_rate, vat_amount,
    from_item_id
  )
  select
    i.org_id, p_order.id, n.lines + row_number() over (order by i.line), 'product', i.product_id,
    i.variant_id, 1, 1, i.name, i.personalisation, w.quantity, i.unit_amount,
    w.quantity * i.unit_amount - w.amount, w.amount, i.vat_rate,
    core.included_vat(w.amount, i.vat_rate), i.id
  from sales.products_with(p_ticket) as i
  cross join lateral (
    select i.quantity - i.refunded_quantity as quantity,
      i.total_amount - i.refunded_amount as amount
  ) as w
  cross join (
    select count(*) as lines
    from sales.order_items as l
    where l.org_id = p_order.org_id and l.order_id = p_order.id
  ) as n;
end
$$;
revoke all on function sales.insert_along(sales.orders, sales.ticket_instances) from public;
