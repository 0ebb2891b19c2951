-- Offers a locked waiting entry its places, which the caller has locked and takes: until the time
-- that the event's settings give is over, but not beyond the end of the sale. `p_reason`: why out
-- of turn.
create or replace function sales.make_offer(
  p_event events.events,
  p_entry sales.waitlist_entries,
  p_wave_id uuid,
  p_reason text
)
  returns sales.waitlist_offers
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_offer sales.waitlist_offers;
begin
  update sales.waitlist_entries as e
  set status = 'offered'
  where e.org_id = p_entry.org_id and e.id = p_entry.id;
  insert into sales.waitlist_offers (
    org_id, entry_id, event_id, ticket_type_id, wave_id, quantity, reason, expires_at
  )
  select
    p_entry.org_id, p_entry.id, p_entry.event_id, p_entry.ticket_type_id, p_wave_id,
    p_entry.quantity, p_reason,
    least(
      core.clock() + make_interval(mins => (events.settings_of(p_event)).waitlist_offer_minutes),
      coalesce(t.sales_end, p_event.starts_at), p_event.ends_at)
  from events.ticket_types as t
  where t.org_id = p_entry.org_id and t.id = p_entry.ticket_type_id
  returning * into v_offer;
  perform sales.mail_waitlist(p_entry, 'email.waitlist_offer');
  return v_offer;
end
$$;
revoke all on function
  sales.make_offer(events.events, sales.waitlist_entries, uuid, text) from public;
