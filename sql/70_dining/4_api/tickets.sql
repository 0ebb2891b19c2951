create or replace view public.tickets
with (security_invoker = true) as
select
  s.org_id,
  s.id,
  s.location_id,
  s.name,
  s.short_name,
  s.description,
  s.duration_minutes,
  s.buffer_minutes,
  s.min_party_size,
  s.max_party_size,
  s.policy_set_id,
  s.booking_min_advance_minutes,
  s.booking_max_advance_days,
  s.booking_min_advance_large_party_minutes,
  s.large_party_threshold,
  s.squeeze_enabled,
  s.squeeze_duration_minutes,
  s.squeeze_gap_minutes,
  s.squeeze_to_fixed_end_time,
  s.squeeze_limit_per_shift,
  s.color,
  s.sort_order,
  s.is_active,
  s.is_default,
  s.created_at,
  s.updated_at
from dining.tickets as s;
revoke all on public.tickets from anon, authenticated, service_role;
grant select on public.tickets to authenticated;
grant insert (
  org_id, location_id, name, short_name, description, duration_minutes, buffer_minutes,
  min_party_size, max_party_size, policy_set_id, booking_min_advance_minutes,
  booking_max_advance_days, booking_min_advance_large_party_minutes, large_party_threshold,
  squeeze_enabled, squeeze_duration_minutes, squeeze_gap_minutes, squeeze_to_fixed_end_time,
  squeeze_limit_per_shift, color, sort_order, is_active, is_default
) on public.tickets to authenticated;
grant update (
  name, short_name, description, duration_minutes, buffer_minutes, min_party_size,
  max_party_size, policy_set_id, booking_min_advance_minutes, booking_max_advance_days,
  booking_min_advance_large_party_minutes, large_party_threshold, squeeze_enabled,
  squeeze_duration_minutes, squeeze_gap_minutes, squeeze_to_fixed_end_time,
  squeeze_limit_per_shift, color, sort_order, is_active, is_default
) on public.tickets to authenticated;
comment on view public.tickets is
  'What guests book: for staff; insert and update with dining.manage. One is the default: setting is_default takes it from the other.';
comment on column public.tickets.buffer_minutes is
  'The table stays free this long after the guests left.';
comment on column public.tickets.booking_min_advance_large_party_minutes is
  'Instead of booking_min_advance_minutes for parties from large_party_threshold on.';
comment on column public.tickets.squeeze_enabled is
  'Whether a shorter stay is offered where no normal one fits in a shift.';
comment on column public.tickets.squeeze_duration_minutes is
  'The shorter stay; with a fixed end time the shortest that is offered.';
comment on column public.tickets.squeeze_gap_minutes is
  'Instead of buffer_minutes after a squeezed stay.';
comment on column public.tickets.squeeze_to_fixed_end_time is
  'Squeezed guests leave at this time at the latest, wall clock of the location.';
comment on column public.tickets.squeeze_limit_per_shift is
  'Squeezed reservations per shift and date.';
