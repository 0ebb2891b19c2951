-- What goes back for items of an order at a share of what was paid, half up to the cent, with their
-- part of the service fee or without; never more than is left of its money.
create or replace function sales.value_cancellation(
  p_order sales.orders,
  p_items jsonb,
  p_refund_rate integer,
  p_with_fees boolean
)
  returns sales.cancellation
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_terms sales.cancellation;
  v_price integer;
  v_fee integer;
begin
  v_terms.refund_rate := p_refund_rate;
  v_terms.with_fees := p_with_fees;
  v_terms.items := p_items;
  if p_items = '[]' then
    v_price := 0;
    v_fee := 0;
  else
    select coalesce(sum(p.amount), 0), coalesce(sum(p.fee_amount), 0) into v_price, v_fee
    from unnest(sales.plan_refund(p_order, p_items, true)) as p;
  end if;
  v_terms.paid_amount := v_price + v_fee;
  v_terms.refund_amount := least(
    sales.share(
      v_price + case when p_with_fees then v_fee else 0 end, p_refund_rate, 10000),
    sales.refundable_amount(p_order));
  return v_terms;
end
$$;
revoke all on function sales.value_cancellation(sales.orders, jsonb, integer, boolean) from public;
