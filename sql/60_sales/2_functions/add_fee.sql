-- Adds the fee for a change to an offer, or makes an offer of nothing else out of an empty one: a
-- line of its own, with the VAT in it. A fee of nothing leaves the offer as it is.
create or replace function sales.add_fee(
  p_offer sales.offer,
  p_purpose sales.order_purpose,
  p_language text,
  p_amount integer,
  p_vat_rate integer
)
  returns sales.offer
  language plpgsql
  immutable
  security invoker
  set search_path = ''
as $$
declare
  v_vat integer := core.included_vat(p_amount, p_vat_rate);
  v_name text := case p_purpose
    when 'transfer' then case p_language when 'nl' then 'Overdrachtskosten' else 'Transfer fee' end
    when 'swap' then case p_language when 'nl' then 'Omwisselkosten' else 'Swap fee' end
    when 'deferral' then case p_language when 'nl' then 'Doorschuifkosten' else 'Deferral fee' end
  end;
begin
  if p_amount > 0 then
    p_offer.lines := p_offer.lines || row(
      'fee', null, null, null, null, null, null, v_name, null, 1, p_amount, 0, p_vat_rate,
      v_vat)::sales.order_line;
  end if;
  p_offer.promo_uses := coalesce(p_offer.promo_uses, 0);
  p_offer.subtotal_amount := coalesce(p_offer.subtotal_amount, 0) + p_amount;
  p_offer.discount_amount := coalesce(p_offer.discount_amount, 0);
  p_offer.service_fee_amount := coalesce(p_offer.service_fee_amount, 0);
  p_offer.service_fee_vat_amount := coalesce(p_offer.service_fee_vat_amount, 0);
  p_offer.vat_amount := coalesce(p_offer.vat_amount, 0) + v_vat;
  p_offer.total_amount := coalesce(p_offer.total_amount, 0) + p_amount;
  return p_offer;
end
$$;
revoke all on function
  sales.add_fee(sales.offer, sales.order_purpose, text, integer, integer) from public;
