create or replace view public.reservation_settings
with (security_invoker = true) as
select
  s.org_id,
  s.location_id,
  s.options_enabled,
  s.option_hours,
  s.payment_timeout_minutes,
  s.overbooking_tolerance,
  s.reconfirm_deadline_hours,
  s.complete_after_minutes,
  s.channels_open,
  s.created_at,
  s.updated_at
from dining.reservation_settings as s;
revoke all on public.reservation_settings from anon, authenticated, service_role;
grant select on public.reservation_settings to authenticated;
grant update (
  options_enabled, option_hours, payment_timeout_minutes, overbooking_tolerance,
  reconfirm_deadline_hours, complete_after_minutes, channels_open
) on public.reservation_settings to authenticated;
comment on view public.reservation_settings is
  'How a location takes reservations: for staff; update with dining.manage.';
comment on column public.reservation_settings.options_enabled is
  'Whether staff may promise a table that is still to be confirmed (status option).';
comment on column public.reservation_settings.option_hours is
  'How long an option stands when nobody says until when.';
comment on column public.reservation_settings.payment_timeout_minutes is
  'How long a table is kept for a guest who is paying.';
comment on column public.reservation_settings.overbooking_tolerance is
  'Covers above max_covers_total that are taken all the same, per ticket, shift and date.';
comment on column public.reservation_settings.reconfirm_deadline_hours is
  'A required reconfirmation must come this long before the reservation.';
comment on column public.reservation_settings.complete_after_minutes is
  'Seated guests count as gone this long after the end of their stay.';
comment on column public.reservation_settings.channels_open is
  'Channels that take bookings; the others answer channel_blocked.';
