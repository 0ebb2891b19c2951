-- The entries of the account that is signed in, latest first: see entry_json(). Raises
-- sign_in_required.
create or replace function sales.my_waitlist()
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  if auth.uid() is null then
    perform core.fail('sign_in_required');
  end if;
  return (
    select coalesce(jsonb_agg(sales.entry_json(e) order by e.created_at desc, e.id), '[]')
    from sales.waitlist_entries as e
    where e.user_id = auth.uid()
  );
end
$$;
revoke all on function sales.my_waitlist() from public;
grant execute on function sales.my_waitlist() to authenticated;
