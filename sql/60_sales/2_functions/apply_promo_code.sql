-- Takes a promo code's discount off the ticket lines that it is for, and counts its uses: one for
-- the order, or one for each ticket. Raises promo_code_not_applicable when it is for none of them.
--
-- What comes off the whole order is divided over its lines in proportion, each cut at the rounded
-- running total, so that the parts add up to the discount and none exceeds its line.
create or replace function sales.apply_promo_code(p_offer sales.offer, p_code events.promo_codes)
  returns sales.offer
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_only uuid[] := array(
    select c.ticket_type_id
    from events.promo_code_ticket_types as c
    where c.org_id = p_code.org_id and c.promo_code_id = p_code.id
  );
  v_eligible boolean[];
  v_base bigint := 0;
  v_tickets integer := 0;
  v_discount bigint;
  v_running bigint := 0;
  v_given bigint := 0;
  v_line sales.order_line;
begin
  for v_index in 1..cardinality(p_offer.lines) loop
    v_line := p_offer.lines[v_index];
    v_eligible[v_index] := v_line.kind = 'ticket'
      and (v_only = '{}' or v_line.ticket_type_id = any (v_only));
    if v_eligible[v_index] then
      v_base := v_base + v_line.quantity::bigint * v_line.unit_amount;
      v_tickets := v_tickets + v_line.quantity;
    end if;
  end loop;
  if v_tickets = 0 then
    perform core.fail('promo_code_not_applicable', jsonb_build_object('promo_code', p_code.code));
  end if;
  v_discount := case p_code.kind
    when 'percentage' then (v_base * p_code.value + 5000) / 10000
    else least(p_code.value, v_base)
  end;
  for v_index in 1..cardinality(p_offer.lines) loop
    v_line := p_offer.lines[v_index];
    continue when not v_eligible[v_index] or v_line.unit_amount = 0;
    if p_code.scope = 'ticket' then
      v_line.discount_amount := v_line.quantity * case p_code.kind
        when 'percentage' then (v_line.unit_amount::bigint * p_code.value + 5000) / 10000
        else least(p_code.value, v_line.unit_amount)
      end;
    else
      v_running := v_running + v_line.quantity::bigint * v_line.unit_amount;
      v_line.discount_amount := (2 * v_discount * v_running + v_base) / (2 * v_base) - v_given;
      v_given := v_given + v_line.discount_amount;
    end if;
    p_offer.lines[v_index] := v_line;
  end loop;
  p_offer.promo_code_id := p_code.id;
  p_offer.promo_uses := case p_code.scope when 'order' then 1 else v_tickets end;
  return p_offer;
end
$$;
revoke all on function sales.apply_promo_code(sales.offer, events.promo_codes) from public;
