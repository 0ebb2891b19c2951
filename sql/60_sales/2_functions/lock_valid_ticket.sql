-- Locks a ticket, whose order is locked, and returns it. Raises ticket_not_changeable unless it is
-- valid and not blocked.
create or replace function sales.lock_valid_ticket(p_org_id uuid, p_ticket_instance_id uuid)
  returns sales.ticket_instances
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_ticket sales.ticket_instances;
begin
  select t.* into strict v_ticket
  from sales.ticket_instances as t
  where t.org_id = p_org_id and t.id = p_ticket_instance_id
  for no key update;
  if v_ticket.status <> 'valid' then
    perform core.fail('ticket_not_changeable', jsonb_build_object(
      'ticket_instance_id', v_ticket.id, 'status', v_ticket.status,
      'reason', 'it is ' || v_ticket.status));
  elsif v_ticket.blocked_at is not null then
    perform core.fail('ticket_not_changeable', jsonb_build_object(
      'ticket_instance_id', v_ticket.id, 'status', v_ticket.status,
      'reason', 'the bank has taken its payment back'));
  end if;
  return v_ticket;
end
$$;
revoke all on function sales.lock_valid_ticket(uuid, uuid) from public;
