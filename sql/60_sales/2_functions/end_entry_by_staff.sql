-- Takes somebody off a waitlist for a reason that is kept: for staff with waitlist.manage. Places
-- that were offered go to the next. A repeat changes nothing. Returns {entry_id, status, reason}.
-- Raises missing_field, invalid_field, not_found, not_allowed, sign_in_required,
-- waitlist_entry_ended. Locks: the entry, then pools.
create or replace function sales.end_entry_by_staff(
  p_entry_id uuid,
  p_status sales.waitlist_entry_status,
  p_reason text
)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_entry sales.waitlist_entries := sales.authorise_entry(p_entry_id);
  v_reason text := core.require_text('reason', p_reason, 500);
begin
  if v_entry.status in ('waiting', 'offered') then
    if p_status = 'skipped' then
      perform sales.mail_waitlist(v_entry, 'email.waitlist_skipped');
    end if;
    perform sales.release_offers(array[sales.end_entry(v_entry, p_status, v_reason)]);
    v_entry.reason := v_reason;
  elsif v_entry.status <> p_status then
    perform core.fail('waitlist_entry_ended', jsonb_build_object('status', v_entry.status));
  end if;
  return jsonb_build_object('entry_id', v_entry.id, 'status', p_status, 'reason', v_entry.reason);
end
$$;
revoke all on function
  sales.end_entry_by_staff(uuid, sales.waitlist_entry_status, text) from public;
