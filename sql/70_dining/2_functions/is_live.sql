-- Whether a reservation counts against the limits of its shift and date: it is booked, the guests
-- are there or have been, and it was not to be paid or confirmed by a moment that has passed.
create or replace function dining.is_live(p_reservation dining.reservations, p_now timestamptz)
  returns boolean
  language sql
  stable
  security invoker
  set search_path = ''
as $$
  select case p_reservation.status
    when 'pending_payment' then p_reservation.payment_due_at > p_now
    when 'option' then p_reservation.option_expires_at > p_now
    else p_reservation.status in ('confirmed', 'seated', 'completed')
  end
$$;
revoke all on function dining.is_live(dining.reservations, timestamptz) from public;
