-- What somebody did past a rule, for auditors.
create or replace view public.audit_overrides
with (security_invoker = true) as
select
  a.audit_id, a.org_id, a.entity_type, a.entity_id, a.action, a.old_value, a.new_value,
  a.performed_by, a.impersonated_by, a.performed_by_type, a.location_id, a.request_id, a.address,
  a.user_agent, a.created_at
from core.audit_log as a
where a.entity_type in ('plan_override', 'feature_override', 'fee_override', 'rate_limit_override')
  or a.action in (
    'ticket_instance.admitted_by_override', 'ticket_instance.reset_by_override',
    'order.cancelled_by_staff', 'order.refunded_by_platform');
revoke all on public.audit_overrides from anon, authenticated, service_role;
grant select on public.audit_overrides to auditor;
create or replace trigger _100_read_only
  instead of insert or update or delete on public.audit_overrides
  for each row execute function core.tg__read_only();
comment on view public.audit_overrides is
  'What somebody did past a rule: admissions by override, limits, fees and features of their own, orders cancelled by staff or refunded by the platform, for auditors.';
comment on column public.audit_overrides.new_value is
  'What was done, and why where a reason was asked.';
