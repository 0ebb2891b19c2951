-- Places an order: reads its cart, checks who takes part, prices it, writes it, and takes its
-- capacity, all or nothing. Expects a record with the buyer's fields, perhaps with an id and the
-- hash of its token, and with `settlement`: a complimentary order costs nothing, whatever is in it.
-- An order that costs nothing is settled at once, and so is one that is paid in cash. With an offer
-- of a waitlist, which the caller has locked, it takes over what that holds. Locks: capacity pools,
-- last.
create or replace function sales.place_order(
  p_event events.events,
  p_settings events.event_settings,
  p_order sales.orders,
  p_items jsonb,
  p_promo_code text,
  p_hold interval,
  p_waitlist_offer sales.waitlist_offers default null
)
  returns sales.orders
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_cart sales.cart_line[] := sales.read_items(p_items);
  v_offer sales.offer := sales.quote(p_event, p_settings, v_cart, p_promo_code);
  v_entries sales.entry[] := sales.check_registrations(p_event, p_items);
  v_demand sales.demand;
  v_held sales.demand;
  v_order sales.orders;
begin
  perform core.hit_rate_limit('orders_of_org', p_event.org_id::text, p_event.org_id);
  p_order.org_id := p_event.org_id;
  p_order.event_id := p_event.id;
  if p_order.id is null then
    p_order.id := core.new_id();
    p_order.public_token_hash := core.token_hash(core.public_token(p_event.org_id, p_order.id));
  end if;
  if p_order.settlement = 'complimentary' then
    v_offer := sales.give_away(v_offer);
  end if;
  if cardinality(v_entries) > 0 then
    v_offer.demand := sales.add_waves(v_offer.demand, v_entries);
  end if;
  v_demand := v_offer.demand;
  if p_waitlist_offer.id is not null then
    v_held := sales.offered_to_cart(p_waitlist_offer, v_cart);
    v_offer.demand := sales.net_demand(v_demand, v_held);
  end if;
  perform sales.guard_demand(p_event, v_offer);
  v_order := sales.insert_order(p_order, v_offer, p_hold);
  if cardinality(v_entries) > 0 then
    perform sales.insert_registrations(v_order, v_entries);
  end if;
  if v_order.status = 'paid' then
    perform sales.issue_tickets(v_order);
  elsif v_order.settlement = 'cash' then
    v_order := sales.take_cash(v_order);
  end if;
  if p_waitlist_offer.id is not null then
    perform sales.accept_offer(p_waitlist_offer, v_order);
  end if;
  perform sales.hold_capacity(v_order, v_demand, v_held);
  return v_order;
end
$$;
revoke all on function sales.place_order(
  events.events, events.event_settings, sales.orders, jsonb, text, interval, sales.waitlist_offers
) from public;
