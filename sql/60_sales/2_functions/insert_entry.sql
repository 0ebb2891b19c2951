-- Writes an entry at the end of its event's queue, which the caller has locked, or finds the one
-- that its address has for the ticket type already: that one stays as it is, but belongs from now
-- on to the account that has proved to own the address.
create or replace function sales.insert_entry(p_entry sales.waitlist_entries)
  returns sales.waitlist_entries
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_id uuid := core.new_id();
  v_entry sales.waitlist_entries;
begin
  insert into sales.waitlist_entries (
    org_id, id, event_id, ticket_type_id, wave_id, position, quantity, email, name, language,
    user_id, token_hash
  )
  select
    p_entry.org_id, v_id, p_entry.event_id, p_entry.ticket_type_id, p_entry.wave_id,
    coalesce(max(e.position), 0) + 1, p_entry.quantity, p_entry.email, p_entry.name,
    p_entry.language, p_entry.user_id,
    core.token_hash(core.public_token(p_entry.org_id, v_id))
  from sales.waitlist_entries as e
  where e.org_id = p_entry.org_id and e.event_id = p_entry.event_id
  on conflict (org_id, ticket_type_id, email) where status in ('waiting', 'offered') do nothing
  returning * into v_entry;
  if found then
    return v_entry;
  end if;
  update sales.waitlist_entries as e
  set user_id = coalesce(p_entry.user_id, e.user_id)
  where e.org_id = p_entry.org_id and e.ticket_type_id = p_entry.ticket_type_id
    and e.email = p_entry.email and e.status in ('waiting', 'offered')
  returning e.* into v_entry;
  if not found then
    perform core.fail('try_again');
  end if;
  return v_entry;
end
$$;
revoke all on function sales.insert_entry(sales.waitlist_entries) from public;
