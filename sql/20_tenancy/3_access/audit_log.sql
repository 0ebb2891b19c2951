-- Who may read an org's audit trail; here, because core knows of no orgs. Entries without an org
-- (settings, platform admins) are for operators only.
grant select (
  audit_id, org_id, entity_type, entity_id, action, old_value, new_value, performed_by,
  impersonated_by, performed_by_type, location_id, request_id, address, user_agent, created_at
) on core.audit_log to authenticated;

create policy select_auditors on core.audit_log
  for select to authenticated
  using (org_id = any (array(select tenancy.orgs_with('audit.read'))));
