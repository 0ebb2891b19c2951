create or replace function public.location_signals(location_id uuid default null)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select dining.location_signals(location_signals.location_id)
$$;
revoke all on function public.location_signals(uuid)
  from public, anon, authenticated, service_role;
grant execute on function public.location_signals(uuid) to authenticated;
comment on function public.location_signals(uuid) is
  'What deserves attention at a location now, the most urgent first, for staff with reservations.read: {location_id, at, signals: [{kind, reason, urgency: high, medium or low, since, until, entity_type, entity_id, details}]}. Kinds: risky_reservation, unassigned_table, expiring_option, unpaid_deposit, pacing_nearly_full, double_profile. Errors: missing_field, sign_in_required, not_found, not_allowed.';
