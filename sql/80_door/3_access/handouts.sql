-- Who scans sees what was handed out.
-- NOTE: insert, update and delete are not granted, because functions see to it that nothing is
-- handed out twice. A handout is its own record; that it was undone is audited.
revoke all on door.handouts from anon, authenticated, service_role;
grant select on door.handouts to authenticated;

create policy select_staff on door.handouts for select to authenticated
  using (org_id = any (array(select tenancy.orgs_with('tickets.scan'))));

create trigger _900_audit after update or delete on door.handouts
  for each row execute function core.tg__audit('handout', 'undo_reason');
