-- Locks an entry of a waitlist; it stands for its offer too.
create or replace function sales.lock_entry(p_org_id uuid, p_entry_id uuid)
  returns sales.waitlist_entries
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_entry sales.waitlist_entries;
begin
  select e.* into strict v_entry
  from sales.waitlist_entries as e
  where e.org_id = p_org_id and e.id = p_entry_id
  for no key update;
  return v_entry;
end
$$;
revoke all on function sales.lock_entry(uuid, uuid) from public;
