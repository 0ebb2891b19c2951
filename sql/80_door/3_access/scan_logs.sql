-- Who scans sees the scans and admissions of the org.
-- NOTE: insert, update and delete are not granted, because functions decide who is let in. A scan
-- is its own record, so it is not audited again; overrides are, by the function that makes them.
revoke all on door.scan_logs, door.admissions from anon, authenticated, service_role;
grant select on door.scan_logs, door.admissions to authenticated;

create policy select_staff on door.scan_logs for select to authenticated
  using (org_id = any (array(select tenancy.orgs_with('tickets.scan'))));
create policy select_staff on door.admissions for select to authenticated
  using (org_id = any (array(select tenancy.orgs_with('tickets.scan'))));

insert into sales.export_kinds (kind, function, permission, filters, description)
values ('scans', 'door.export_scans', 'tickets.scan', array['from', 'to'], 'Scans at the entrance.');
