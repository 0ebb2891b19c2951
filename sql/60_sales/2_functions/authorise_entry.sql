-- The entry of a waitlist that staff with waitlist.manage changes, locked, while it waits or has an
-- open offer. Raises missing_field, not_found, not_allowed, sign_in_required, waitlist_entry_ended.
create or replace function sales.authorise_entry(p_entry_id uuid)
  returns sales.waitlist_entries
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_entry sales.waitlist_entries;
begin
  perform core.require_id('entry_id', p_entry_id);
  select e.* into v_entry from sales.waitlist_entries as e where e.id = p_entry_id;
  perform tenancy.authorise(v_entry.org_id, 'waitlist.manage', 'waitlist entry', p_entry_id);
  return sales.lock_entry(v_entry.org_id, v_entry.id);
end
$$;
revoke all on function sales.authorise_entry(uuid) from public;
