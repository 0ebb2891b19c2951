-- What administrators of the platform did, for auditors.
create or replace view public.audit_admin_actions
with (security_invoker = true) as
select
  l.entry_id, l.admin_id, l.admin_email, l.action, l.org_id, l.entity_type, l.entity_id, l.details,
  l.request_id, l.address, l.user_agent, l.created_at
from tenancy.admin_audit_log as l;
revoke all on public.audit_admin_actions from anon, authenticated, service_role;
grant select on public.audit_admin_actions to auditor;
create or replace trigger _100_read_only
  instead of insert or update or delete on public.audit_admin_actions
  for each row execute function core.tg__read_only();
comment on view public.audit_admin_actions is
  'What administrators of the platform did and looked up, when, from where and why, for auditors.';
comment on column public.audit_admin_actions.admin_id is
  'User id; null for operators who have the database itself.';
comment on column public.audit_admin_actions.details is
  'With what, and why: the reason among it.';
