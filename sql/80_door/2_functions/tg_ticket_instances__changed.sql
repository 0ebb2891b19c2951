-- Notes for scanners that a ticket changed. A second change in one transaction says nothing new.
create or replace function door.tg_ticket_instances__changed()
  returns trigger
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  insert into door.ticket_changes (org_id, event_id, ticket_id)
  values (new.org_id, new.event_id, new.id)
  on conflict do nothing;
  return null;
end
$$;
revoke all on function door.tg_ticket_instances__changed() from public;
