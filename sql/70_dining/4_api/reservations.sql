create or replace view public.reservations
with (security_invoker = true) as
select
  r.org_id,
  r.id,
  r.location_id,
  r.reservation_number,
  r.customer_id,
  r.user_id,
  r.ticket_id,
  r.shift_id,
  r.reservation_date,
  r.start_time,
  r.end_time,
  r.starts_at,
  r.ends_at,
  r.buffer_minutes,
  r.party_size,
  r.table_id,
  r.table_group_id,
  r.is_table_locked,
  r.status,
  r.channel,
  r.language,
  r.is_squeeze,
  r.option_expires_at,
  r.payment_due_at,
  r.payment_status,
  r.payment_intent_id,
  r.payment_amount,
  r.spend_amount,
  r.terms,
  r.reconfirm_sent_at,
  r.reconfirmed_at,
  r.no_show_risk_score,
  r.risk_factors,
  r.guest_notes,
  r.internal_notes,
  r.badges,
  r.created_by,
  r.cancelled_at,
  r.cancelled_by,
  r.cancellation_reason,
  r.no_show_at,
  r.seated_at,
  r.completed_at,
  r.created_at,
  r.updated_at
from dining.reservations as r;
revoke all on public.reservations from anon, authenticated, service_role;
grant select on public.reservations to authenticated;
comment on view public.reservations is
  'Reservations: for staff with reservations.read. Written by create_reservation, move_reservation and transition_reservation_status.';
comment on column public.reservations.reservation_date is
  'The service date: that on which the shift began, also for who comes after midnight.';
comment on column public.reservations.buffer_minutes is
  'The table stays free this long after ends_at.';
comment on column public.reservations.is_table_locked is
  'Whether the table stays when others are moved about.';
comment on column public.reservations.payment_amount is
  'Euros that the guest paid beforehand.';
comment on column public.reservations.spend_amount is
  'Cents that the party spent, where that is known.';
comment on column public.reservations.payment_intent_id is
  'The payment at the provider.';
comment on column public.reservations.terms is
  'The rules as the guest was shown them: those of the policy set at the time of booking.';
comment on column public.reservations.no_show_risk_score is
  '0 to 1; risk_factors explains it.';
