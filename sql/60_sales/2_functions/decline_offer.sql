-- Declines the places that somebody on a waitlist was offered, with the entry's token or as the
-- account that it belongs to: they go to the next. A repeat changes nothing. Returns entry_json().
-- Raises missing_field, waitlist_entry_not_found, offer_not_open. Locks: the entry, then pools.
create or replace function sales.decline_offer(p_waitlist_token text, p_entry_id uuid)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_entry sales.waitlist_entries := sales.find_entry(p_waitlist_token, p_entry_id);
begin
  v_entry := sales.lock_entry(v_entry.org_id, v_entry.id);
  if v_entry.status = 'offered' then
    perform sales.release_offers(array[sales.end_entry(v_entry, 'declined')]);
  elsif v_entry.status <> 'declined' then
    perform core.fail('offer_not_open', jsonb_build_object('status', v_entry.status));
  end if;
  return sales.entry_json(v_entry);
end
$$;
revoke all on function sales.decline_offer(text, uuid) from public;
grant execute on function sales.decline_offer(text, uuid) to anon, authenticated;
