-- Notes the tickets that a statement issued, for scanners.
create or replace function door.tg_ticket_instances__issued()
  returns trigger
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  insert into door.ticket_changes (org_id, event_id, ticket_id, is_issue)
  select n.org_id, n.event_id, n.id, true from issued as n;
  return null;
end
$$;
revoke all on function door.tg_ticket_instances__issued() from public;
