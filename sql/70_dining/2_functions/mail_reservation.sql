-- Writes to the guest of a reservation, where they left an e-mail address. `p_what`: confirmed,
-- option, payment, moved, cancelled, reconfirm, no_show, refunded. The letter says how things stand
-- when it is written into the outbox. p_token: its secret, for who has made it already.
create or replace function dining.mail_reservation(
  p_reservation dining.reservations,
  p_what text,
  p_more jsonb default '{}',
  p_token text default null
)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_payload jsonb;
begin
  select jsonb_build_object(
    'what', p_what,
    'reservation_id', p_reservation.id,
    'reservation_number', p_reservation.reservation_number,
    'public_token', coalesce(
      p_token, core.public_token(p_reservation.org_id, p_reservation.id)),
    'status', p_reservation.status,
    'email', c.email,
    'name', c.first_name,
    'language', p_reservation.language,
    'location', l.name,
    'address', l.address,
    'city', l.city,
    'time_zone', l.time_zone,
    'ticket', t.name,
    'starts_at', p_reservation.starts_at,
    'ends_at', p_reservation.ends_at,
    'party_size', p_reservation.party_size,
    'option_expires_at', p_reservation.option_expires_at,
    'payment_due_at', p_reservation.payment_due_at,
    'terms', p_reservation.terms,
    'cancelled_by', p_reservation.cancelled_by,
    'reason', p_reservation.cancellation_reason,
    'org_name', l.name,
    'org_email', l.email
  ) || p_more
  into v_payload
  from dining.customers as c
  join dining.locations as l on l.org_id = c.org_id and l.id = c.location_id
  join dining.tickets as t on t.org_id = c.org_id and t.id = p_reservation.ticket_id
  where c.org_id = p_reservation.org_id and c.id = p_reservation.customer_id
    and c.email is not null;
  if found then
    perform core.emit(
      p_reservation.org_id, 'reservation:' || p_reservation.id, 'email.reservation', v_payload);
  end if;
end
$$;
revoke all on function dining.mail_reservation(dining.reservations, text, jsonb, text) from public;
