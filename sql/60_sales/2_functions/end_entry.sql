-- Ends a locked entry of a waitlist that is waiting or has an open offer, and that offer with it.
-- Returns the offer, of which the id is null when there was none; what it held is given back by the
-- caller, last: sales.release_offers().
create or replace function sales.end_entry(
  p_entry sales.waitlist_entries,
  p_status sales.waitlist_entry_status,
  p_reason text default null
)
  returns sales.waitlist_offers
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_now timestamptz := core.clock();
  v_end sales.waitlist_offer_status := case
    when p_status in ('declined', 'expired') then p_status::text else 'withdrawn' end;
  v_offer sales.waitlist_offers;
begin
  update sales.waitlist_entries as e
  set status = p_status, reason = p_reason,
    declined_at = case p_status when 'declined' then v_now end,
    expired_at = case p_status when 'expired' then v_now end,
    left_at = case p_status when 'left' then v_now end,
    skipped_at = case p_status when 'skipped' then v_now end,
    removed_at = case p_status when 'removed' then v_now end,
    closed_at = case p_status when 'closed' then v_now end
  where e.org_id = p_entry.org_id and e.id = p_entry.id;
  update sales.waitlist_offers as f
  set status = v_end,
    declined_at = case v_end when 'declined' then v_now end,
    expired_at = case v_end when 'expired' then v_now end,
    withdrawn_at = case v_end when 'withdrawn' then v_now end
  where f.org_id = p_entry.org_id and f.entry_id = p_entry.id and f.status = 'offered'
  returning f.* into v_offer;
  return v_offer;
end
$$;
revoke all on function sales.end_entry(
  sales.waitlist_entries, sales.waitlist_entry_status, text
) from public;
