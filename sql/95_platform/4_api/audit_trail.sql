-- Everything that happened, for auditors.
create or replace view public.audit_trail
with (security_invoker = true) as
select
  a.audit_id, a.org_id, a.entity_type, a.entity_id, a.action, a.old_value, a.new_value,
  a.performed_by, a.impersonated_by, a.performed_by_type, a.location_id, a.request_id, a.address,
  a.user_agent, a.created_at
from core.audit_log as a;
revoke all on public.audit_trail from anon, authenticated, service_role;
grant select on public.audit_trail to auditor;
create or replace trigger _100_read_only
  instead of insert or update or delete on public.audit_trail
  for each row execute function core.tg__read_only();
comment on view public.audit_trail is
  'Who did what, when and from where, in all organisations, for auditors. Never changed or removed; sealed as audit_seals say.';
comment on column public.audit_trail.old_value is
  'Columns that changed, before; sensitive ones as hashes.';
comment on column public.audit_trail.new_value is
  'Columns that changed, after; the whole row on creation.';
comment on column public.audit_trail.performed_by is
  'User id; null for guests and the system.';
