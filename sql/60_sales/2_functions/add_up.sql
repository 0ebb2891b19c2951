-- Adds up an offer whose lines have their prices and discounts: VAT per line, the service fee, and
-- the totals. Everything is whole cents, so what the parts say is what the sums are. Raises
-- amount_too_large.
create or replace function sales.add_up(p_offer sales.offer, p_settings events.event_settings)
  returns sales.offer
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_line sales.order_line;
  v_lines sales.order_line[];
  v_amount bigint;
  v_subtotal bigint := 0;
  v_discount bigint := 0;
  v_vat bigint := 0;
begin
  foreach v_line in array p_offer.lines loop
    v_amount := v_line.quantity::bigint * v_line.unit_amount;
    if v_amount > 5000000 then
      perform core.fail('amount_too_large', jsonb_build_object('total_amount', v_amount));
    end if;
    v_line.vat_amount := core.included_vat(
      (v_amount - v_line.discount_amount)::integer, v_line.vat_rate);
    v_subtotal := v_subtotal + v_amount;
    v_discount := v_discount + v_line.discount_amount;
    v_vat := v_vat + v_line.vat_amount;
    v_lines := v_lines || v_line;
  end loop;
  p_offer.lines := v_lines;
  p_offer.subtotal_amount := v_subtotal;
  p_offer.discount_amount := v_discount;
  p_offer.promo_uses := coalesce(p_offer.promo_uses, 0);
  p_offer.service_fee_amount := sales.service_fee(v_subtotal - v_discount, p_settings);
  p_offer.service_fee_vat_amount := 0;
  if p_offer.service_fee_amount > 0 then
    p_offer.service_fee_vat_amount := core.included_vat(
      p_offer.service_fee_amount::integer, p_settings.service_fee_vat_rate);
    p_offer.service_fee_rule := jsonb_build_object(
      'rate', p_settings.service_fee_rate, 'minimum', p_settings.service_fee_minimum,
      'maximum', p_settings.service_fee_maximum, 'vat_rate', p_settings.service_fee_vat_rate);
  end if;
  p_offer.vat_amount := v_vat + p_offer.service_fee_vat_amount;
  p_offer.total_amount := v_subtotal - v_discount + p_offer.service_fee_amount;
  if p_offer.total_amount > 5000000 then
    perform core.fail('amount_too_large', jsonb_build_object('total_amount', p_offer.total_amount));
  end if;
  return p_offer;
end
$$;
revoke all on function sales.add_up(sales.offer, events.event_settings) from public;
