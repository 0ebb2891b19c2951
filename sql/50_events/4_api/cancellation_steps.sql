create or replace view public.cancellation_steps
with (security_invoker = true) as
select
  s.org_id,
  s.event_id,
  s.starts_at,
  s.refund_rate,
  s.created_at
from events.cancellation_steps as s;
revoke all on public.cancellation_steps from anon, authenticated, service_role;
grant select, delete on public.cancellation_steps to authenticated;
grant insert (org_id, event_id, starts_at, refund_rate) on public.cancellation_steps
  to authenticated;
comment on view public.cancellation_steps is
  'From when another share of what was paid goes back to whoever gives a ticket up, for staff: insert and delete with events.manage. Before the first it is cancellation_refund_rate of event_settings.';
comment on column public.cancellation_steps.refund_rate is 'Basis points: 5000 is half.';
