-- The audit trail of the caller's orgs.
create or replace view public.audit_log
  with (security_invoker = true)
as
select
  a.audit_id,
  a.org_id,
  a.entity_type,
  a.entity_id,
  a.action,
  a.old_value,
  a.new_value,
  a.performed_by,
  a.impersonated_by,
  a.performed_by_type,
  a.location_id,
  a.request_id,
  a.address,
  a.user_agent,
  a.created_at
from core.audit_log as a;
revoke all on public.audit_log from anon, authenticated, service_role;
grant select on public.audit_log to authenticated;
comment on view public.audit_log is
  'Who did what in your organisations, when and from where (permission audit.read). Never changed '
  'or removed.';
comment on column public.audit_log.entity_type is
  'What was changed: org, member, invitation, order and so on.';
comment on column public.audit_log.action is 'What happened to it, such as invitation.accepted.';
comment on column public.audit_log.old_value is
  'Columns that changed, before; sensitive ones as hashes.';
comment on column public.audit_log.new_value is
  'Columns that changed, after; the whole row on creation.';
comment on column public.audit_log.performed_by is 'User id; null for guests and the system.';
comment on column public.audit_log.impersonated_by is
  'User id of the administrator of the platform who acted in performed_by''s name; null normally.';
comment on column public.audit_log.address is 'Network address from which the request came.';
