-- Turns a valid ticket into a used one, for an admission on the default list. Returns whether it
-- was valid still: it may have been scanned, refunded or blocked meanwhile. Locks: ticket.
create or replace function door.use_ticket(p_org_id uuid, p_ticket_id uuid, p_at timestamptz)
  returns boolean
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  update sales.ticket_instances as t
  set status = 'used', used_at = p_at
  where t.org_id = p_org_id and t.id = p_ticket_id
    and t.status = 'valid' and t.blocked_at is null;
  return found;
end
$$;
revoke all on function door.use_ticket(uuid, uuid, timestamptz) from public;
