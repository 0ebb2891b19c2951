-- Raises ticket_not_offered when a location does not offer a ticket, party_size_not_allowed when
-- the ticket is not for a party of this size. Null is no ticket, and fine.
create or replace function dining.guard_ticket(
  p_location dining.locations,
  p_ticket_id uuid,
  p_party_size integer
)
  returns void
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_ticket dining.tickets;
begin
  if p_ticket_id is null then
    return;
  end if;
  select t.* into v_ticket
  from dining.tickets as t
  where t.org_id = p_location.org_id and t.location_id = p_location.id and t.id = p_ticket_id
    and t.is_active;
  if not found then
    perform core.fail('ticket_not_offered', jsonb_build_object('ticket_id', p_ticket_id));
  end if;
  if p_party_size not between v_ticket.min_party_size and v_ticket.max_party_size then
    perform core.fail('party_size_not_allowed', jsonb_build_object(
      'ticket', v_ticket.name, 'party_size', p_party_size,
      'min', v_ticket.min_party_size, 'max', v_ticket.max_party_size));
  end if;
end
$$;
revoke all on function dining.guard_ticket(dining.locations, uuid, integer) from public;
