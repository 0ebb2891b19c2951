-- The lines of an order that was written, in their order.
create or replace function sales.lines_of(p_order sales.orders)
  returns sales.order_line[]
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return (
    select array_agg(
      row(
        i.kind, i.ticket_type_id, i.price_tier_id, i.product_id, i.variant_id, i.for_line,
        i.for_position, i.name, i.personalisation, i.quantity, i.unit_amount, i.discount_amount,
        i.vat_rate, i.vat_amount
      )::sales.order_line
      order by i.line
    )
    from sales.order_items as i
    where i.org_id = p_order.org_id and i.order_id = p_order.id
  );
end
$$;
revoke all on function sales.lines_of(sales.orders) from public;
