-- What a cart would cost and whether it could be ordered at this moment, without ordering it: the
-- same checks as create_order, without locks, so it promises nothing. Who takes part is checked
-- when the cart says so; what the token of a waitlist's entry is offered counts as free. Writes
-- nothing but a wrong promo code's count. Raises the same errors, or answers that one; returns
-- {ok: true, subtotal_amount, discount_amount, service_fee_amount, vat_amount, total_amount,
-- currency, lines: [{line, name, quantity, unit_amount, discount_amount, total_amount, vat_rate,
-- vat_amount}]}, lines in the order of the cart, then the products of tickets (with for_line and
-- for_position).
create or replace function sales.validate_checkout_capacity(
  p_event_id uuid,
  p_items jsonb,
  p_promo_code text default null,
  p_waitlist_token text default null
)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_cart sales.cart_line[] := sales.read_items(p_items);
  v_event events.events := sales.find_event_on_sale(p_event_id);
  v_offer sales.offer;
  v_entries sales.entry[];
  v_refusal jsonb;
begin
  if p_promo_code is not null then
    v_refusal := sales.try_promo_code(v_event, p_promo_code);
    if v_refusal is not null then
      return v_refusal;
    end if;
  end if;
  v_offer := sales.quote(v_event, events.settings_of(v_event), v_cart, p_promo_code);
  if jsonb_path_exists(p_items, '$[*].registrations') then
    v_entries := sales.check_registrations(v_event, p_items);
    v_offer.demand := sales.add_waves(v_offer.demand, v_entries);
  end if;
  if p_waitlist_token is not null then
    v_offer.demand := sales.net_demand(v_offer.demand, sales.offered_to_cart(
      sales.open_offer(v_event, p_waitlist_token), v_cart));
  end if;
  perform sales.guard_demand(v_event, v_offer);
  return jsonb_build_object(
    'ok', true,
    'subtotal_amount', v_offer.subtotal_amount,
    'discount_amount', v_offer.discount_amount,
    'service_fee_amount', v_offer.service_fee_amount,
    'vat_amount', v_offer.vat_amount,
    'total_amount', v_offer.total_amount,
    'currency', 'EUR',
    'lines', (
      select jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
        'line', l.line, 'for_line', l.for_line, 'for_position', l.for_position, 'name', l.name,
        'quantity', l.quantity, 'unit_amount', l.unit_amount,
        'discount_amount', l.discount_amount,
        'total_amount', l.quantity * l.unit_amount - l.discount_amount,
        'vat_rate', l.vat_rate, 'vat_amount', l.vat_amount)) order by l.line)
      from unnest(v_offer.lines) with ordinality as l (
        kind, ticket_type_id, price_tier_id, product_id, variant_id, for_line, for_position, name,
        personalisation, quantity, unit_amount, discount_amount, vat_rate, vat_amount, line
      )
    )
  );
end
$$;
revoke all on function sales.validate_checkout_capacity(uuid, jsonb, text, text) from public;
grant execute on function sales.validate_checkout_capacity(uuid, jsonb, text, text)
  to anon, authenticated;
