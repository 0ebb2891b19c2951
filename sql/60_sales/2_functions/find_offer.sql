-- The open offer of an event that a token is for, locked with its entry, to be taken by an order.
-- Raises what sales.open_offer() says.
create or replace function sales.find_offer(p_event events.events, p_waitlist_token text)
  returns sales.waitlist_offers
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_offer sales.waitlist_offers := sales.open_offer(p_event, p_waitlist_token);
begin
  perform sales.lock_entry(v_offer.org_id, v_offer.entry_id);
  perform 1
  from sales.waitlist_offers as f
  where f.org_id = v_offer.org_id and f.id = v_offer.id
  for no key update;
  -- It may have ended while somebody else had it.
  return sales.open_offer(p_event, p_waitlist_token);
end
$$;
revoke all on function sales.find_offer(events.events, text) from public;
