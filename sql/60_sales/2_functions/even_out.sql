-- An offer whose first line, the ticket, costs a given amount, and all else nothing: what staff
-- give somebody for the ticket that they have. Where the place is cheaper than that, the line is at
-- what was paid, so that no money is left over that nothing was bought with.
create or replace function sales.even_out(p_offer sales.offer, p_amount integer)
  returns sales.offer
  language plpgsql
  immutable
  security invoker
  set search_path = ''
as $$
declare
  v_line sales.order_line;
  v_worth integer;
begin
  p_offer.subtotal_amount := 0;
  p_offer.discount_amount := 0;
  p_offer.vat_amount := 0;
  for v_index in 1..cardinality(p_offer.lines) loop
    v_line := p_offer.lines[v_index];
    v_worth := case v_index when 1 then p_amount else 0 end;
    v_line.unit_amount := greatest(v_line.unit_amount, v_worth);
    v_line.discount_amount := v_line.quantity * v_line.unit_amount - v_worth;
    v_line.vat_amount := core.included_vat(v_worth, v_line.vat_rate);
    p_offer.lines[v_index] := v_line;
    p_offer.subtotal_amount := p_offer.subtotal_amount + v_line.quantity * v_line.unit_amount;
    p_offer.discount_amount := p_offer.discount_amount + v_line.discount_amount;
    p_offer.vat_amount := p_offer.vat_amount + v_line.vat_amount;
  end loop;
  p_offer.total_amount := p_amount;
  return p_offer;
end
$$;
revoke all on function sales.even_out(sales.offer, integer) from public;
