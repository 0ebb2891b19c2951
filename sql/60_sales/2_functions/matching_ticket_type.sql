-- The ticket type of an event that has the same name as that of a ticket; null when none has.
create or replace function sales.matching_ticket_type(
  p_ticket sales.ticket_instances,
  p_event events.events
)
  returns uuid
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return (
    select n.id
    from events.ticket_types as t
    join events.ticket_types as n
      on n.org_id = t.org_id and n.event_id = p_event.id and lower(n.name) = lower(t.name)
      and n.is_active and n.deleted_at is null
    where t.org_id = p_ticket.org_id and t.id = p_ticket.ticket_type_id
    order by n.sort_order, n.id
    limit 1
  );
end
$$;
revoke all on function sales.matching_ticket_type(
  sales.ticket_instances, events.events
) from public;
