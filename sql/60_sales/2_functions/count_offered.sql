-- How many places of ticket types are held by open offers of waitlists.
create or replace function sales.count_offered(p_org_id uuid, p_ticket_type_ids uuid[])
  returns bigint
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return (
    select coalesce(sum(f.quantity), 0)
    from sales.waitlist_offers as f
    where f.org_id = p_org_id and f.ticket_type_id = any (p_ticket_type_ids)
      and f.status = 'offered'
  );
end
$$;
revoke all on function sales.count_offered(uuid, uuid[]) from public;
