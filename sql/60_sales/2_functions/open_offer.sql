-- The open offer of an event that a token is for. Raises waitlist_entry_not_found, offer_not_open.
create or replace function sales.open_offer(p_event events.events, p_waitlist_token text)
  returns sales.waitlist_offers
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_entry sales.waitlist_entries;
  v_offer sales.waitlist_offers;
begin
  select e.* into v_entry
  from sales.waitlist_entries as e
  where e.token_hash = core.token_hash(p_waitlist_token)
    and e.org_id = p_event.org_id and e.event_id = p_event.id;
  if not found then
    perform core.fail('waitlist_entry_not_found');
  end if;
  select f.* into v_offer
  from sales.waitlist_offers as f
  where f.org_id = v_entry.org_id and f.entry_id = v_entry.id;
  if v_offer.status is distinct from 'offered' or v_offer.expires_at <= core.clock() then
    perform core.fail('offer_not_open', jsonb_build_object('status', case
      when v_entry.status = 'offered' then 'expired' else v_entry.status::text end));
  end if;
  return v_offer;
end
$$;
revoke all on function sales.open_offer(events.events, text) from public;
