create or replace function public.check_availability(
  date date default null,
  party_size integer default null,
  ticket_id uuid default null,
  channel text default 'widget',
  location_id uuid default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select dining.check_availability(
    check_availability.location_id, check_availability.date, check_availability.party_size,
    check_availability.ticket_id, check_availability.channel
  )
$$;
revoke all on function public.check_availability(date, integer, uuid, text, uuid)
  from public, anon, authenticated, service_role;
grant execute on function public.check_availability(date, integer, uuid, text, uuid)
  to anon, authenticated;
comment on function public.check_availability(date, integer, uuid, text, uuid) is
  'When a party can come on a service date: [{time, available, slot_type, reason_code, date, starts_at, ends_at, shift_id, ticket_id}], in order of time. Send a ticket_id, or a location_id for all of its tickets. slot_type is normal or squeeze (a shorter stay). reason_code: available, closed, channel_blocked, cut_off, pacing_covers_full, pacing_arrivals_full, max_covers_reached, overbooking_limit, tables_full, squeeze_limit. channel: widget, google or third_party; phone and walk_in for staff. Errors: missing_field, invalid_field, location_not_found, ticket_not_offered, party_size_not_allowed, org_suspended, sign_in_required, not_found, not_allowed, rate_limited.';
