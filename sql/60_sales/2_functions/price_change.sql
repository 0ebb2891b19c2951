-- What it costs to have another place for a ticket: the new one at the price of now, without promo
-- code or service fee; products that are bought with it; those that come along, at what they were
-- sold for; the fee; less what was paid for the ticket and its products. What is left of that goes
-- back, or not, as the event says. `p_fee` null: by staff, who charge nothing and give nothing
-- back, so that the new place costs what the old one did.
--
-- `p_order` is the change, with purpose and language; products come along within an event, and are
-- given back with a deferral. Raises what quote() raises, and product_stays_behind for one that is
-- not for the new ticket type. Takes nothing.
create or replace function sales.price_change(
  p_order sales.orders,
  p_event events.events,
  p_sold sales.orders,
  p_ticket sales.ticket_instances,
  p_items jsonb,
  p_fee integer,
  p_fee_vat_rate integer
)
  returns sales.change_terms
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_worth sales.ticket_worth := sales.worth_of_ticket(
    p_sold, p_ticket, sales.money_left(p_sold));
  v_settings events.event_settings := events.settings_of(p_event);
  v_owned sales.cart_line[] := '{}';
  v_line sales.order_items;
  v_along integer := 0;
  v_terms sales.change_terms;
begin
  v_terms.follows := p_order.purpose = 'swap';
  if v_terms.follows then
    perform sales.guard_products(p_ticket, (p_items #>> '{0,ticket_type_id}')::uuid);
    select
      coalesce(array_agg(row(
        'product', null, i.product_id, i.variant_id, 1, 1, i.quantity - i.refunded_quantity, null,
        i.personalisation)::sales.cart_line), '{}'),
      coalesce(sum(i.total_amount - i.refunded_amount), 0)
    into v_owned, v_along
    from sales.products_with(p_ticket) as i;
  end if;
  -- It was paid with the sale.
  v_settings.service_fee_rate := 0;
  v_settings.service_fee_minimum := 0;
  v_terms.offer := sales.quote(p_event, v_settings, sales.read_items(p_items), null, v_owned);
  if p_fee is null then
    v_terms.offer := sales.even_out(
      v_terms.offer, greatest(v_worth.amount - v_along, 0));
  else
    v_terms.offer := sales.add_fee(
      v_terms.offer, p_order.purpose, p_order.language, p_fee, p_fee_vat_rate);
  end if;
  if v_terms.follows then
    for v_line in select i.* from sales.products_with(p_ticket) as i loop
      v_terms.offer := sales.add_line(v_terms.offer, v_line);
    end loop;
  end if;
  v_terms.credit_amount := least(v_worth.amount, (v_terms.offer).total_amount);
  v_terms.credit_vat_amount := sales.share(
    v_worth.vat_amount, v_terms.credit_amount, v_worth.amount);
  v_terms.rest_amount := case when p_fee is null then 0
    else v_worth.amount - v_terms.credit_amount end;
  return v_terms;
end
$$;
revoke all on function sales.price_change(
  sales.orders, events.events, sales.orders, sales.ticket_instances, jsonb, integer, integer
) from public;
