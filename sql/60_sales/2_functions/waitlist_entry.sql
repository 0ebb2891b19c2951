-- Where somebody stands who waits, for whoever has the entry's token, or by its id for the account
-- that it belongs to: see entry_json(). Raises missing_field, waitlist_entry_not_found.
create or replace function sales.waitlist_entry(p_waitlist_token text, p_entry_id uuid)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  return sales.entry_json(sales.find_entry(p_waitlist_token, p_entry_id));
end
$$;
revoke all on function sales.waitlist_entry(text, uuid) from public;
grant execute on function sales.waitlist_entry(text, uuid) to anon, authenticated;
