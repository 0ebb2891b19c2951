create or replace view public.policy_sets
with (security_invoker = true) as
select
  s.org_id,
  s.id,
  s.location_id,
  s.name,
  s.payment_type,
  s.payment_amount,
  s.cancel_free_hours,
  s.cancel_refund_pct,
  s.noshow_mark_after_minutes,
  s.noshow_keep_deposit,
  s.reconfirm_enabled,
  s.reconfirm_hours_before,
  s.reconfirm_required,
  s.is_active,
  s.created_at,
  s.updated_at
from dining.policy_sets as s;
revoke all on public.policy_sets from anon, authenticated, service_role;
grant select on public.policy_sets to authenticated;
grant insert (
  org_id, location_id, name, payment_type, payment_amount, cancel_free_hours, cancel_refund_pct,
  noshow_mark_after_minutes, noshow_keep_deposit, reconfirm_enabled, reconfirm_hours_before,
  reconfirm_required, is_active
) on public.policy_sets to authenticated;
grant update (
  name, payment_type, payment_amount, cancel_free_hours, cancel_refund_pct,
  noshow_mark_after_minutes, noshow_keep_deposit, reconfirm_enabled, reconfirm_hours_before,
  reconfirm_required, is_active
) on public.policy_sets to authenticated;
comment on view public.policy_sets is
  'Rules of payment, cancellation, no-show and reconfirmation: for staff; insert and update with dining.manage. A change holds for new reservations of all tickets that refer to it.';
comment on column public.policy_sets.payment_amount is
  'Euros per person.';
comment on column public.policy_sets.cancel_free_hours is
  'Cancelling is free until this long before the reservation, that moment included.';
comment on column public.policy_sets.cancel_refund_pct is
  'How much of what was paid goes back when a guest cancels after that.';
