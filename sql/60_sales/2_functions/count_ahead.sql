-- How many wait before an entry for the same ticket type; null for one that does not wait.
create or replace function sales.count_ahead(p_entry sales.waitlist_entries)
  returns integer
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  if p_entry.status <> 'waiting' then
    return null;
  end if;
  return (
    select count(*)
    from sales.waitlist_entries as e
    where e.org_id = p_entry.org_id and e.ticket_type_id = p_entry.ticket_type_id
      and e.status = 'waiting' and e.position < p_entry.position
  );
end
$$;
revoke all on function sales.count_ahead(sales.waitlist_entries) from public;
