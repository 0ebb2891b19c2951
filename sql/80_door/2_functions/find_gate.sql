-- The check-in list of an event at which a scan is judged, with all that it says to every ticket;
-- null is the default one. Raises not_found.
create or replace function door.find_gate(p_org_id uuid, p_event_id uuid, p_list_id uuid)
  returns door.gate
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_gate door.gate;
begin
  select l.org_id, l.event_id, l.id, l.name, l.opens_at, l.closes_at, l.allows_reentry,
    l.is_default,
    case
      when o.suspended_at is not null then 'org_suspended'
      when e.status = 'cancelled' then 'event_cancelled'
      when not l.is_active then 'list_not_active'
    end,
    -- A list is for the ticket types that it names, or for all.
    (
      select array_agg(y.ticket_type_id)
      from door.checkin_list_ticket_types as y
      where y.org_id = l.org_id and y.list_id = l.id
    )
  into v_gate
  from door.checkin_lists as l
  join events.events as e on e.org_id = l.org_id and e.id = l.event_id
  join tenancy.orgs as o on o.id = l.org_id
  where l.org_id = p_org_id and l.event_id = p_event_id
    and case when p_list_id is null then l.is_default else l.id = p_list_id end;
  if not found then
    perform door.find_list(p_org_id, p_event_id, p_list_id);
  end if;
  return v_gate;
end
$$;
revoke all on function door.find_gate(uuid, uuid, uuid) from public;
