-- Offers places to somebody on a waitlist out of turn, for a reason that is kept: for staff with
-- waitlist.manage. The places must be there: free, or kept for those who wait. A repeat changes
-- nothing. Returns {entry_id, status, offer_id, quantity, expires_at}. Raises missing_field,
-- invalid_field, not_found, not_allowed, sign_in_required, waitlist_entry_ended, sales_ended,
-- sold_out, and what find_event_on_sale() raises. Locks: the entry, then pools.
create or replace function sales.offer_to_entry(p_entry_id uuid, p_reason text)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_entry sales.waitlist_entries := sales.authorise_entry(p_entry_id);
  v_reason text := core.require_text('reason', p_reason, 500);
  v_event events.events;
  v_offer sales.waitlist_offers;
  v_pools jsonb;
  v_rooms jsonb;
  v_next record;
begin
  if v_entry.status = 'waiting' then
    v_event := sales.find_event_on_sale(v_entry.event_id);
    perform sales.guard_on_sale(v_event, v_entry.ticket_type_id, v_entry.quantity);
    v_pools := sales.open_waitlist(v_event);
    v_rooms := sales.rooms_of(v_pools);
    v_next := sales.next_waiting(
      v_event, array[v_entry.ticket_type_id], v_rooms, 0, v_entry.id);
    if (v_next.entry).id is null then
      perform sales.refuse_offer(v_event, v_entry, v_rooms);
    end if;
    v_offer := sales.make_offer(v_event, v_entry, v_next.wave_id, v_reason);
    perform sales.settle_waitlist(
      v_entry.org_id, v_pools, sales.less_room(v_rooms, v_entry, v_next.wave_id), false);
  elsif v_entry.status = 'offered' then
    select f.* into strict v_offer
    from sales.waitlist_offers as f
    where f.org_id = v_entry.org_id and f.entry_id = v_entry.id;
  else
    perform core.fail('waitlist_entry_ended', jsonb_build_object('status', v_entry.status));
  end if;
  return jsonb_build_object(
    'entry_id', v_entry.id, 'status', 'offered', 'offer_id', v_offer.id,
    'quantity', v_offer.quantity, 'expires_at', v_offer.expires_at);
end
$$;
revoke all on function sales.offer_to_entry(uuid, text) from public;
grant execute on function sales.offer_to_entry(uuid, text) to authenticated;
