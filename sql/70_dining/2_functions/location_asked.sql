-- The location of a question about availability: the one that is named, else that of the ticket.
-- Raises ticket_not_offered, and find_location()'s errors.
create or replace function dining.location_asked(p_location_id uuid, p_ticket_id uuid)
  returns dining.locations
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  if p_location_id is null and p_ticket_id is not null then
    select t.location_id into p_location_id
    from dining.tickets as t
    join dining.locations as l on l.org_id = t.org_id and l.id = t.location_id and l.is_active
    join tenancy.orgs as o on o.id = t.org_id and o.deleted_at is null
    where t.id = p_ticket_id;
    if not found then
      perform core.fail('ticket_not_offered', jsonb_build_object('ticket_id', p_ticket_id));
    end if;
  end if;
  return dining.find_location(p_location_id);
end
$$;
revoke all on function dining.location_asked(uuid, uuid) from public;
