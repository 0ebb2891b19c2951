-- Adds to the totals of an offer what comes along from another order: a line as it was sold there,
-- as far as it was not refunded. It is written apart (sales.insert_along), and so no line is added.
create or replace function sales.add_line(p_offer sales.offer, p_item sales.order_items)
  returns sales.offer
  language plpgsql
  immutable
  security invoker
  set search_path = ''
as $$
declare
  v_quantity integer := p_item.quantity - p_item.refunded_quantity;
  v_worth integer := p_item.total_amount - p_item.refunded_amount;
begin
  p_offer.subtotal_amount := p_offer.subtotal_amount + v_quantity * p_item.unit_amount;
  p_offer.discount_amount := p_offer.discount_amount + v_quantity * p_item.unit_amount - v_worth;
  p_offer.vat_amount := p_offer.vat_amount + core.included_vat(v_worth, p_item.vat_rate);
  p_offer.total_amount := p_offer.total_amount + v_worth;
  return p_offer;
end
$$;
revoke all on function sales.add_line(sales.offer, sales.order_items) from public;
