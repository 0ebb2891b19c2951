-- What an offer holds for a cart that takes it. Raises offer_not_used when the cart has nothing of
-- its ticket type, offer_too_small when it has more than is offered. Fewer may be ordered; the rest
-- goes to the next.
create or replace function sales.offered_to_cart(
  p_offer sales.waitlist_offers,
  p_cart sales.cart_line[]
)
  returns sales.demand
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_quantity integer;
  v_data jsonb;
begin
  select c.quantity into v_quantity
  from unnest(p_cart) as c
  where c.ticket_type_id = p_offer.ticket_type_id;
  if v_quantity is null or v_quantity > p_offer.quantity then
    select jsonb_build_object(
      'ticket_type_id', t.id, 'ticket_type', t.name, 'offered', p_offer.quantity,
      'quantity', v_quantity)
    into v_data
    from events.ticket_types as t
    where t.org_id = p_offer.org_id and t.id = p_offer.ticket_type_id;
    if v_quantity is null then
      perform core.fail('offer_not_used', v_data);
    end if;
    perform core.fail('offer_too_small', v_data);
  end if;
  return sales.offer_demand(
    p_offer.org_id, p_offer.ticket_type_id, p_offer.wave_id, p_offer.quantity);
end
$$;
revoke all on function
  sales.offered_to_cart(sales.waitlist_offers, sales.cart_line[]) from public;
