-- Marks a locked, confirmed reservation as a no-show; its deposit is kept or goes back, as its
-- terms say, and its guest hears of it.
create or replace function dining.mark_no_show(p_reservation dining.reservations)
  returns dining.reservations
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_paid integer;
begin
  update dining.reservations as r
  set status = 'no_show', no_show_at = core.clock()
  where r.org_id = p_reservation.org_id and r.id = p_reservation.id
  returning r.* into p_reservation;
  select coalesce(sum(payments.amount_left(p)), 0) into v_paid
  from payments.payments as p
  where p.org_id = p_reservation.org_id and p.payable_id = p_reservation.id;
  if not (p_reservation.terms ->> 'noshow_keep_deposit')::boolean then
    perform dining.pay_back(p_reservation, v_paid, 'No-show');
  end if;
  perform dining.mail_reservation(
    p_reservation, 'no_show', jsonb_build_object('paid', v_paid));
  return p_reservation;
end
$$;
revoke all on function dining.mark_no_show(dining.reservations) from public;
