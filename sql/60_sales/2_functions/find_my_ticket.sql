-- A ticket that the caller may act for (sales.speaks_for), as they see it: another's looks as if it
-- were not there. Raises sign_in_required, missing_field, not_found.
create or replace function sales.find_my_ticket(p_ticket_instance_id uuid, p_public_token text)
  returns sales.ticket_instances
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_ticket sales.ticket_instances;
begin
  if auth.uid() is null and p_public_token is null then
    perform core.fail('sign_in_required');
  end if;
  perform core.require_id('ticket_instance_id', p_ticket_instance_id);
  select t.* into v_ticket
  from sales.ticket_instances as t
  join sales.registrations as r on r.org_id = t.org_id and r.id = t.registration_id
  where t.id = p_ticket_instance_id and sales.speaks_for(r, p_public_token)
    -- Who has the place now did not have the tickets of who had it before.
    and (t.status <> 'void' or t.transfer_id is not distinct from r.transfer_id);
  if not found then
    perform core.fail('not_found', jsonb_build_object(
      'what', 'ticket', 'id', p_ticket_instance_id));
  end if;
  return v_ticket;
end
$$;
revoke all on function sales.find_my_ticket(uuid, text) from public;
