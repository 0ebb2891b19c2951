-- Takes somebody off a waitlist without telling them: see end_entry_by_staff().
create or replace function sales.remove_waitlist_entry(p_entry_id uuid, p_reason text)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  return sales.end_entry_by_staff(p_entry_id, 'removed', p_reason);
end
$$;
revoke all on function sales.remove_waitlist_entry(uuid, text) from public;
grant execute on function sales.remove_waitlist_entry(uuid, text) to authenticated;
