-- Cancels a locked reservation that has not begun, with the money that its terms say goes back, or
-- all of it, or none (`p_refund`: terms, all, none). Raises invalid_transition.
create or replace function dining.cancel_reservation(
  p_reservation dining.reservations,
  p_by text,
  p_reason text,
  p_refund text
)
  returns dining.reservations
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_amount integer := case p_refund
    when 'none' then 0
    when 'all' then 2147483647
    else dining.refund_due(p_reservation)
  end;
begin
  perform payments.give_up_attempts(p_reservation.org_id, p_reservation.id);
  p_reservation := dining.end_reservation(p_reservation, p_by, p_reason);
  select least(v_amount, coalesce(sum(payments.amount_left(p)), 0)) into v_amount
  from payments.payments as p
  where p.org_id = p_reservation.org_id and p.payable_id = p_reservation.id;
  perform dining.pay_back(p_reservation, v_amount, 'Reservation cancelled');
  return p_reservation;
end
$$;
revoke all on function dining.cancel_reservation(
  dining.reservations, text, text, text
) from public;
