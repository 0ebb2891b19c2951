-- Prices a cart at our prices, in its order: ticket types at the tier that is open, products,
-- discount, fee, VAT. Raises for the first line that cannot be sold as it is wanted (see
-- refuse_line, price_product, check_products), price_changed when the buyer saw another price, the
-- errors of a promo code, and amount_too_large above 50,000 euros, the most that one payment can
-- be. `p_owned` are products that somebody has already, with a ticket of the cart. Takes nothing:
-- sales.guard_demand() says whether it is there, sales.hold_capacity() takes it.
--
-- A loop over a handful of lines, each found by its key: starting one query that does it all at
-- once takes longer than running these.
create or replace function sales.quote(
  p_event events.events,
  p_settings events.event_settings,
  p_cart sales.cart_line[],
  p_promo_code text default null,
  p_owned sales.cart_line[] default '{}'
)
  returns sales.offer
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_now timestamptz := core.clock();
  v_wanted sales.cart_line;
  v_found record;
  v_tier events.price_tiers;
  v_line integer := 0;
  v_lines sales.order_line[];
  v_has_products boolean := false;
  v_pool_ids uuid[];
  v_quantities integer[];
  v_offer sales.offer;
begin
  foreach v_wanted in array p_cart loop
    v_line := v_line + 1;
    if v_wanted.kind = 'product' then
      v_has_products := true;
      v_lines[v_line] := sales.price_product(p_event, p_cart, v_line);
      v_pool_ids := v_pool_ids
        || array_remove(array[v_wanted.product_id, v_wanted.variant_id], null);
      v_quantities := v_quantities
        || array_fill(v_wanted.quantity, array[1 + (v_wanted.variant_id is not null)::integer]);
      continue;
    end if;
    select
      t.id, t.name, t.price, t.vat_rate,
      t.event_id = p_event.id
      and t.is_active
      and t.deleted_at is null
      and v_wanted.quantity between t.min_per_order and t.max_per_order
      and events.sale_state(p_event, t, v_now) = 'on_sale' as is_sold,
      array(
        select m.pool_id
        from events.ticket_type_pools as m
        where m.org_id = t.org_id and m.ticket_type_id = t.id
      ) as pool_ids
    into v_found
    from events.ticket_types as t
    where t.org_id = p_event.org_id and t.id = v_wanted.ticket_type_id;
    if v_found.is_sold is not true then
      perform sales.refuse_line(p_event, v_wanted.ticket_type_id, v_wanted.quantity, v_line);
    end if;
    v_tier := null;
    if 'price_tiers' = any (p_event.features) then
      v_tier := events.current_tier(p_event.org_id, v_found.id, v_wanted.quantity, v_now);
      if v_tier.id is not null then
        v_found.price := v_tier.price;
        v_found.pool_ids := v_found.pool_ids || v_tier.id;
      end if;
    end if;
    if v_wanted.unit_amount <> v_found.price then
      perform core.fail('price_changed', jsonb_build_object(
        'line', v_line, 'ticket_type_id', v_found.id, 'item', v_found.name,
        'seen', v_wanted.unit_amount, 'price', v_found.price));
    end if;
    v_lines[v_line] := row(
      'ticket', v_found.id, v_tier.id, null, null, null, null, v_found.name, null,
      v_wanted.quantity, v_found.price, 0, v_found.vat_rate, 0)::sales.order_line;
    v_pool_ids := v_pool_ids || v_found.pool_ids;
    v_quantities := v_quantities
      || array_fill(v_wanted.quantity, array[cardinality(v_found.pool_ids)]);
  end loop;
  if v_has_products or sales.has_required_products(p_event) then
    perform sales.check_products(p_event, p_cart || p_owned);
  end if;
  v_offer.lines := v_lines;
  if p_promo_code is not null then
    v_offer := sales.apply_promo_code(v_offer, events.find_promo_code(p_event, p_promo_code));
    v_pool_ids := v_pool_ids || v_offer.promo_code_id;
    v_quantities := v_quantities || v_offer.promo_uses;
  end if;
  v_offer := sales.add_up(v_offer, p_settings);
  if cardinality(v_pool_ids) > 1 then
    v_offer.demand := sales.sum_demand(v_pool_ids, v_quantities);
  else
    v_offer.demand := row(v_pool_ids, v_quantities)::sales.demand;
  end if;
  return v_offer;
end
$$;
revoke all on function
  sales.quote(
    events.events, events.event_settings, sales.cart_line[], text, sales.cart_line[]
  ) from public;
