-- Ends a locked open offer, and its entry, with the order that takes it. What the order does not
-- take of it is given back with the order's own claims, by sales.hold_capacity().
create or replace function sales.accept_offer(
  p_offer sales.waitlist_offers,
  p_order sales.orders
)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  update sales.waitlist_offers as f
  set status = 'accepted', accepted_at = core.clock(), order_id = p_order.id,
    accepted_quantity = (
      select i.quantity
      from sales.order_items as i
      where i.org_id = p_order.org_id and i.order_id = p_order.id
        and i.ticket_type_id = p_offer.ticket_type_id
    )
  where f.org_id = p_offer.org_id and f.id = p_offer.id;
  update sales.waitlist_entries as e
  set status = 'accepted', accepted_at = core.clock()
  where e.org_id = p_offer.org_id and e.id = p_offer.entry_id;
end
$$;
revoke all on function sales.accept_offer(sales.waitlist_offers, sales.orders) from public;
