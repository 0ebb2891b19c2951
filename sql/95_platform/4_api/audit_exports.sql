-- Who took data out, for auditors.
create or replace view public.audit_exports
with (security_invoker = true) as
select
  'core.audit_log' as log, a.audit_id as entry_id, a.org_id, a.entity_type, a.entity_id, a.action,
  a.performed_by, a.impersonated_by, a.new_value as details, a.request_id, a.address, a.created_at
from core.audit_log as a
where a.entity_type = 'export'
union all
select
  'tenancy.admin_audit_log', l.entry_id, l.org_id, l.entity_type, l.entity_id, l.action, l.admin_id,
  null, l.details, l.request_id, l.address, l.created_at
from tenancy.admin_audit_log as l
where l.action like 'report.%';
revoke all on public.audit_exports from anon, authenticated, service_role;
grant select on public.audit_exports to auditor;
create or replace trigger _100_read_only
  instead of insert or update or delete on public.audit_exports
  for each row execute function core.tg__read_only();
comment on view public.audit_exports is
  'Which exports were started, finished and aborted, with which filters, for auditors.';
comment on column public.audit_exports.log is
  'Which log says so; entry_id is the number of the entry there.';
comment on column public.audit_exports.details is
  'With what, and why where a reason was asked.';
comment on column public.audit_exports.performed_by is
  'User id, an administrator''s where log is tenancy.admin_audit_log.';
