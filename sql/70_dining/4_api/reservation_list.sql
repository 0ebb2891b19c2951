create or replace function public.reservation_list(
  location_id uuid default null,
  date date default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select dining.reservation_list(reservation_list.location_id, reservation_list.date)
$$;
revoke all on function public.reservation_list(uuid, date)
  from public, anon, authenticated, service_role;
grant execute on function public.reservation_list(uuid, date) to authenticated;
comment on function public.reservation_list(uuid, date) is
  'The reservations of a service date in order of arrival, for staff with reservations.read: {location_id, date, time_zone, arrivals, covers, reservations: [{reservation_id, reservation_number, status, is_live, reservation_date, start_time, end_time, starts_at, ends_at, clear_at, party_size, guest, ticket, shift_id, table_id, table_group_id, table_name, table_ids, is_table_locked, is_squeeze, channel, amount, payment_status, payment_due_at, option_expires_at, reconfirm_sent_at, reconfirmed_at, no_show_risk_score, guest_notes, internal_notes, badges, created_at}]}. amount in cents. Errors: missing_field, invalid_field, sign_in_required, not_found, not_allowed.';
