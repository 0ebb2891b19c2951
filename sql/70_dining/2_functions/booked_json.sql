-- What whoever booked is answered, without the secret that shows the reservation.
create or replace function dining.booked_json(p_row dining.reservations)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return jsonb_build_object(
    'reservation_id', p_row.id,
    'reservation_number', p_row.reservation_number,
    'status', p_row.status,
    'reservation_date', p_row.reservation_date,
    'start_time', to_char(p_row.start_time, 'HH24:MI'),
    'end_time', to_char(p_row.end_time, 'HH24:MI'),
    'starts_at', p_row.starts_at,
    'ends_at', p_row.ends_at,
    'is_squeeze', p_row.is_squeeze,
    'party_size', p_row.party_size,
    'amount', (p_row.terms ->> 'amount')::integer,
    'currency', p_row.terms ->> 'currency',
    'payment_due_at', p_row.payment_due_at,
    'option_expires_at', p_row.option_expires_at,
    'terms', p_row.terms
  );
end
$$;
revoke all on function dining.booked_json(dining.reservations) from public;
