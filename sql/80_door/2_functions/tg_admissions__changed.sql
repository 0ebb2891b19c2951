-- Notes for scanners that somebody was let in or out with a ticket.
create or replace function door.tg_admissions__changed()
  returns trigger
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  insert into door.ticket_changes (org_id, event_id, ticket_id)
  values (new.org_id, new.event_id, new.ticket_instance_id)
  on conflict do nothing;
  return null;
end
$$;
revoke all on function door.tg_admissions__changed() from public;
