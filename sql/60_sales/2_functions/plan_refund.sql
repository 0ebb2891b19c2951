-- What goes back for some items of an order, or for all that is left of it: part by part, with
-- their shares of the service fee or without. Raises what read_refund_items() raises, and
-- refund_too_large for an item of which more is asked than was paid.
create or replace function sales.plan_refund(
  p_order sales.orders,
  p_items jsonb,
  p_with_fees boolean
)
  returns sales.refund_part[]
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_wishes sales.refund_wish[];
  v_wish sales.refund_wish;
  v_own sales.refund_part[];
  v_worth integer;
  v_parts sales.refund_part[] := '{}';
begin
  if p_items is null then
    return sales.value_refund(p_order, sales.wish_of_everything(p_order), p_with_fees);
  end if;
  v_wishes := sales.read_refund_items(p_order, p_items);
  foreach v_wish in array v_wishes loop
    v_own := sales.value_refund(p_order, array[v_wish], p_with_fees);
    if v_wish.amount is not null then
      select sum(p.amount + p.fee_amount) into v_worth from unnest(v_own) as p;
      if v_wish.amount > v_worth then
        perform core.fail('refund_too_large', jsonb_build_object(
          'order_item_id', v_wish.order_item_id, 'amount', v_wish.amount,
          'refundable', v_worth));
      end if;
      v_own := sales.scale_refund(v_own, v_wish.amount);
    end if;
    v_parts := v_parts || v_own;
  end loop;
  return v_parts;
end
$$;
revoke all on function sales.plan_refund(sales.orders, jsonb, boolean) from public;
