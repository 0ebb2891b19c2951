-- Notes for scanners that the tickets of these registrations changed, because of who takes part
-- with them or where they start.
create or replace function door.note_registrations(p_org_id uuid, p_registration_ids uuid[])
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  insert into door.ticket_changes (org_id, event_id, ticket_id)
  select t.org_id, t.event_id, t.id
  from sales.ticket_instances as t
  where t.org_id = p_org_id and t.registration_id = any (p_registration_ids)
  on conflict do nothing;
end
$$;
revoke all on function door.note_registrations(uuid, uuid[]) from public;
