-- Books a table: for guests without login, for signed-in users, and for staff with
-- reservations.operate in the channels phone and walk_in. The slot is found by the same function
-- that offers it, under a lock, and then booked, or refused with the slot's own reason.
--
-- What staff may add, in p_options: status (confirmed, option, draft), option_expires_at,
-- table_id or table_group_id, assign_table (false: later), waive_payment, internal_notes, badges.
--
-- Returns {reservation_id, reservation_number, status, public_token, reservation_date, start_time,
-- end_time, starts_at, ends_at, is_squeeze, party_size, amount, currency, payment_due_at,
-- option_expires_at, terms}; amount in cents is to be paid with POST /functions/v1/create-payment.
-- With an idempotency key a repeat makes nothing and gets the same answer. Raises the reason codes
-- of slots, slot_not_found, the errors of read_guest(), options_disabled, those of tenancy, and for
-- guests rate_limited. Locks: the key, the date, overdue reservations of it, then tables by their
-- occupancy.
create or replace function dining.create_reservation(
  p_location_id uuid,
  p_date date,
  p_time time,
  p_at timestamptz,
  p_party_size integer,
  p_ticket_id uuid,
  p_channel text,
  p_guest jsonb,
  p_guest_notes text,
  p_language text,
  p_idempotency_key text,
  p_return_url text,
  p_options jsonb
)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_location dining.locations := dining.find_location(p_location_id);
  v_key text := core.optional_text('idempotency_key', p_idempotency_key, 200);
  v_request jsonb;
  v_response jsonb;
  v_row dining.reservations;
  v_guest dining.customers;
  v_token text;
begin
  v_row.channel := dining.read_channel(v_location, p_channel);
  v_guest := dining.read_guest(p_guest, v_row.channel);
  v_row.guest_notes := core.optional_prose('guest_notes', p_guest_notes, 2000);
  v_row.language := core.request_language(p_language);
  v_row.return_url := core.read_return_url(p_return_url);
  v_row.party_size := p_party_size;
  v_row.ticket_id := dining.ticket_or_default(v_location, p_ticket_id);
  if v_key is not null then
    v_request := jsonb_build_array(
      p_date, p_time, p_at, p_party_size, v_row.ticket_id, p_channel, p_guest, p_options,
      auth.uid());
    v_response := core.begin_idempotent(
      v_location.id::text, 'create_reservation', v_key, v_request);
    if v_response is not null then
      return v_response || jsonb_build_object(
        'public_token',
        core.public_token(v_location.org_id, (v_response ->> 'reservation_id')::uuid));
    end if;
    v_row.idempotency_key := v_key;
  end if;
  if dining.is_guest_channel(v_row.channel) then
    perform dining.limit_booking(v_location, v_guest.email);
  end if;
  if p_date is null then
    perform core.fail('missing_field', jsonb_build_object('field', 'reservation_date'));
  elsif p_time is null and p_at is null and v_row.channel <> 'walk_in' then
    perform core.fail('missing_field', jsonb_build_object('field', 'start_time'));
  end if;
  perform dining.read_request(v_location, p_date, p_date, p_party_size, p_channel);
  perform dining.guard_ticket(v_location, v_row.ticket_id, p_party_size);
  if p_time is null and p_at is null then
    p_at := date_trunc('minute', core.clock() + interval '59.999999 seconds');
  end if;
  perform dining.lock_dates(v_location, p_date);
  v_row := dining.fill_reservation(v_location, v_row, p_date, p_time, p_at, p_options);
  v_row.customer_id := dining.save_customer(
    v_location, v_guest, v_row.language,
    case when auth.email() = v_guest.email then auth.uid() end);
  v_row.id := core.new_id();
  v_token := core.public_token(v_location.org_id, v_row.id);
  v_row := dining.insert_reservation(v_row, v_token);
  v_response := dining.booked_json(v_row);
  if v_key is not null then
    perform core.finish_idempotent(
      v_location.id::text, 'create_reservation', v_key, v_request, v_response);
  end if;
  return v_response || jsonb_build_object('public_token', v_token);
end
$$;
revoke all on function dining.create_reservation(
  uuid, date, time, timestamptz, integer, uuid, text, jsonb, text, text, text, text, jsonb
) from public;
