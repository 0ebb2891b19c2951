-- Who read personal data in particular, for auditors.
create or replace view public.audit_sensitive_reads
with (security_invoker = true) as
select
  'core.audit_log' as log, a.audit_id as entry_id, a.org_id, a.entity_type, a.entity_id, a.action,
  a.performed_by, a.impersonated_by, a.new_value as details, a.request_id, a.address, a.created_at
from core.audit_log as a
where a.action in ('participant.details_read', 'event.birth_years_read')
  or (a.action = 'export.started' and a.new_value -> 'has_sensitive' = 'true')
union all
select
  'tenancy.admin_audit_log', l.entry_id, l.org_id, l.entity_type, l.entity_id, l.action, l.admin_id,
  null, l.details, l.request_id, l.address, l.created_at
from tenancy.admin_audit_log as l
where l.action like '%.read' or l.action like '%.searched' or l.action like '%.listed';
revoke all on public.audit_sensitive_reads from anon, authenticated, service_role;
grant select on public.audit_sensitive_reads to auditor;
create or replace trigger _100_read_only
  instead of insert or update or delete on public.audit_sensitive_reads
  for each row execute function core.tg__read_only();
comment on view public.audit_sensitive_reads is
  'Who read sensitive data of participants, and what administrators of the platform looked up, for auditors.';
comment on column public.audit_sensitive_reads.log is
  'Which log says so; entry_id is the number of the entry there.';
comment on column public.audit_sensitive_reads.details is
  'With what, and why where a reason was asked.';
comment on column public.audit_sensitive_reads.performed_by is
  'User id, an administrator''s where log is tenancy.admin_audit_log.';
