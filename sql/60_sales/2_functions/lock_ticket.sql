-- Locks a ticket instance and returns it as it is then. Its order is locked before.
create or replace function sales.lock_ticket(p_org_id uuid, p_ticket_instance_id uuid)
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
  return v_ticket;
end
$$;
revoke all on function sales.lock_ticket(uuid, uuid) from public;
