-- Who acted in whose name, for auditors.
create or replace view public.audit_impersonations
with (security_invoker = true) as
select
  i.id, i.admin_id, i.user_id, i.reason, i.can_write, i.started_at, i.expires_at, i.ended_at
from core.impersonations as i;
revoke all on public.audit_impersonations from anon, authenticated, service_role;
grant select on public.audit_impersonations to auditor;
create or replace trigger _100_read_only
  instead of insert or update or delete on public.audit_impersonations
  for each row execute function core.tg__read_only();
comment on view public.audit_impersonations is
  'When an administrator of the platform acted in the name of a user, and why, for auditors. What they changed stands in audit_trail with impersonated_by.';
comment on column public.audit_impersonations.ended_at is
  'When it was ended early; null: it lasted until expires_at.';
