-- Notes for scanners with which tickets a statement let somebody in or out.
create or replace function door.tg_admissions__changed()
  returns trigger
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  insert into door.ticket_changes (org_id, event_id, ticket_id)
  select a.org_id, a.event_id, a.ticket_instance_id from changed as a
  on conflict do nothing;
  return null;
end
$$;
revoke all on function door.tg_admissions__changed() from public;
