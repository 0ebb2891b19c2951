-- What was ordered, as a cart: ticket types and quantities in the order of the lines.
create or replace function sales.order_cart(p_order sales.orders)
  returns sales.cart
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_cart sales.cart;
begin
  select array_agg(i.ticket_type_id order by i.line), array_agg(i.quantity order by i.line)
  into v_cart
  from sales.order_items as i
  where i.org_id = p_order.org_id and i.order_id = p_order.id;
  return v_cart;
end
$$;
revoke all on function sales.order_cart(sales.orders) from public;
