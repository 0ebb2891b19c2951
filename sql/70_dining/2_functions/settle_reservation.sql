-- Called by payments when the deposit has arrived: the reservation is confirmed, also one that was
-- an option. One that has ended meanwhile stays ended, since its table may be another's: its money
-- is surplus, which payments sends back.
create or replace function dining.settle_reservation(p_org_id uuid, p_reservation_id uuid)
  returns text
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_reservation dining.reservations := dining.lock_reservation(p_org_id, p_reservation_id);
  v_payment payments.payments;
begin
  if v_reservation.status not in ('pending_payment', 'option') then
    return 'surplus';
  end if;
  select p.* into v_payment
  from payments.payments as p
  where p.org_id = p_org_id and p.payable_id = p_reservation_id and p.status = 'paid'
  order by p.id desc
  limit 1;
  update dining.reservations as r
  set status = 'confirmed', payment_status = 'paid', payment_due_at = null,
    option_expires_at = null, payment_amount = v_payment.amount / 100.0,
    payment_intent_id = v_payment.provider_payment_id
  where r.org_id = p_org_id and r.id = p_reservation_id
  returning r.* into v_reservation;
  perform dining.mail_reservation(v_reservation, 'confirmed');
  return 'settled';
end
$$;
revoke all on function dining.settle_reservation(uuid, uuid) from public;
