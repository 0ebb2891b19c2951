-- The secret in the link to one ticket, for who holds it without having ordered it: the ticket's id
-- and a signature. Nothing of it is stored, and it is worth something as long as the ticket is.
create or replace function sales.ticket_token(p_org_id uuid, p_ticket_instance_id uuid)
  returns text
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return replace(p_ticket_instance_id::text, '-', '') || '.'
    || core.public_token(p_org_id, p_ticket_instance_id);
end
$$;
revoke all on function sales.ticket_token(uuid, uuid) from public;
