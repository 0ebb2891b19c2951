-- Writes the order of a change: from a record with its org, event, purpose, change_ticket_id, the
-- credit and its order, settlement and the buyer's fields, and an offer that does not allow for the
-- credit yet. One that costs nothing is written as paid: the caller then carries it out. Takes no
-- capacity. The caller has locked what it changes (sales.lock_change).
create or replace function sales.place_change(
  p_order sales.orders,
  p_offer sales.offer,
  p_hold interval
)
  returns sales.orders
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_order sales.orders;
begin
  p_order.id := core.new_id();
  p_order.public_token_hash := core.token_hash(core.public_token(p_order.org_id, p_order.id));
  p_offer.total_amount := p_offer.total_amount - coalesce(p_order.credit_amount, 0);
  p_offer.vat_amount := p_offer.vat_amount - coalesce(p_order.credit_vat_amount, 0);
  v_order := sales.insert_order(p_order, p_offer, p_hold);
  if v_order.status = 'paid' and v_order.credit_amount > 0 then
    perform invoicing.note_change(v_order.org_id, v_order.id);
  end if;
  return v_order;
end
$$;
revoke all on function sales.place_change(sales.orders, sales.offer, interval) from public;
