-- An offer for nothing: every line with all of its price as discount, and no fee.
create or replace function sales.give_away(p_offer sales.offer)
  returns sales.offer
  language plpgsql
  immutable
  security invoker
  set search_path = ''
as $$
begin
  for v_index in 1..cardinality(p_offer.lines) loop
    p_offer.lines[v_index].discount_amount :=
      p_offer.lines[v_index].quantity * p_offer.lines[v_index].unit_amount;
    p_offer.lines[v_index].vat_amount := 0;
  end loop;
  p_offer.discount_amount := p_offer.subtotal_amount;
  p_offer.service_fee_amount := 0;
  p_offer.service_fee_vat_amount := 0;
  p_offer.service_fee_rule := null;
  p_offer.vat_amount := 0;
  p_offer.total_amount := 0;
  return p_offer;
end
$$;
revoke all on function sales.give_away(sales.offer) from public;
