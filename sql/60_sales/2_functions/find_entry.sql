-- The entry of a waitlist that somebody may act for: with its token, or by its id when it belongs
-- to the account that is signed in. Raises missing_field, waitlist_entry_not_found.
create or replace function sales.find_entry(p_waitlist_token text, p_entry_id uuid)
  returns sales.waitlist_entries
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_entry sales.waitlist_entries;
begin
  perform core.act_as('guest');
  if coalesce(p_waitlist_token, '') = '' then
    if p_entry_id is null then
      perform core.fail('missing_field', '{"field": "waitlist_token"}');
    end if;
    select e.* into v_entry
    from sales.waitlist_entries as e
    where e.id = p_entry_id and e.user_id = auth.uid();
  else
    select e.* into v_entry
    from sales.waitlist_entries as e
    where e.token_hash = core.token_hash(p_waitlist_token);
  end if;
  if v_entry.id is null then
    perform tenancy.guard_token_not_moved(p_waitlist_token);
    perform core.fail('waitlist_entry_not_found');
  end if;
  return v_entry;
end
$$;
revoke all on function sales.find_entry(text, uuid) from public;
