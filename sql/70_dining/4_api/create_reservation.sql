create or replace function public.create_reservation(
  location_id uuid default null,
  reservation_date date default null,
  start_time time default null,
  party_size integer default null,
  ticket_id uuid default null,
  channel text default 'widget',
  guest jsonb default null,
  guest_notes text default null,
  language text default null,
  idempotency_key text default null,
  return_url text default null,
  starts_at timestamptz default null,
  options jsonb default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select dining.answer_booking(
    create_reservation.location_id,
    create_reservation.reservation_date,
    create_reservation.start_time,
    create_reservation.starts_at,
    create_reservation.party_size,
    create_reservation.ticket_id,
    create_reservation.channel,
    create_reservation.guest,
    create_reservation.guest_notes,
    create_reservation.language,
    create_reservation.idempotency_key,
    create_reservation.return_url,
    create_reservation.options
  )
$$;
revoke all on function
  public.create_reservation(
    uuid, date, time, integer, uuid, text, jsonb, text, text, text, text, timestamptz, jsonb
  )
  from public, anon, authenticated, service_role;
grant execute on function
  public.create_reservation(
    uuid, date, time, integer, uuid, text, jsonb, text, text, text, text, timestamptz, jsonb
  )
  to anon, authenticated;
comment on function
  public.create_reservation(
    uuid, date, time, integer, uuid, text, jsonb, text, text, text, text, timestamptz, jsonb
  )
  is
  'Books a table. guest: {first_name, last_name, email, phone_number}. reservation_date is the service date and start_time a slot of check_availability; starts_at instead tells apart a time that comes twice, and lets staff book between the slots. Without ticket_id the default one. Channels phone and walk_in are for staff with reservations.operate, who may add options: {status: confirmed, option or draft, option_expires_at, table_id or table_group_id, assign_table, waive_payment, internal_notes, badges}; a walk-in without a time comes now. Send an idempotency_key so that a repeat is no second reservation. Returns {reservation_id, reservation_number, status, public_token, reservation_date, start_time, end_time, starts_at, ends_at, is_squeeze, party_size, amount, currency, payment_due_at, option_expires_at, terms}; amounts in cents. With status pending_payment get the checkout_url from POST /functions/v1/create-payment. Errors: the reason codes of slots, slot_not_found, missing_field, invalid_field, invalid_email, location_not_found, ticket_not_offered, table_not_found, party_size_not_allowed, options_disabled, idempotency_key_reused, sign_in_required, not_found, not_allowed, rate_limited.';
