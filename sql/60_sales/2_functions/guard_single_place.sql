-- Raises ticket_not_changeable when a ticket is for a team, or would become one for a team: what
-- its members agreed to is not for one of them to change.
create or replace function sales.guard_single_place(
  p_ticket sales.ticket_instances,
  p_ticket_type_id uuid
)
  returns void
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  perform core.fail('ticket_not_changeable', jsonb_build_object(
    'ticket_instance_id', p_ticket.id, 'ticket_type_id', t.id, 'ticket_type', t.name,
    'reason', t.name || ' is for teams'))
  from events.ticket_types as t
  where t.org_id = p_ticket.org_id and t.id in (p_ticket.ticket_type_id, p_ticket_type_id)
    and t.team_max is not null;
end
$$;
revoke all on function sales.guard_single_place(sales.ticket_instances, uuid) from public;
