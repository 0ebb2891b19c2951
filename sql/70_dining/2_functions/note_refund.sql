-- Called by payments when a refund of a reservation's deposit has ended: the reservation says how
-- much of its money is still here, and its guest hears of what came back.
create or replace function dining.note_refund(
  p_org_id uuid,
  p_reservation_id uuid,
  p_refund_id uuid
)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_row dining.reservations := dining.lock_reservation(p_org_id, p_reservation_id);
  v_amount integer;
begin
  select r.amount into v_amount
  from payments.refunds as r
  where r.org_id = p_org_id and r.id = p_refund_id and r.status = 'refunded';
  if not found then
    return;
  end if;
  update dining.reservations as r
  set payment_status = case payments.amount_kept(p_org_id, p_reservation_id)
    when 0 then 'refunded' else 'partial_refund' end::dining.reservation_payment_status
  where r.org_id = p_org_id and r.id = p_reservation_id
    and r.payment_status in ('paid', 'partial_refund')
    and payments.amount_kept(p_org_id, p_reservation_id) < (r.terms ->> 'amount')::integer
  returning r.* into v_row;
  if found then
    perform dining.mail_reservation(v_row, 'refunded', jsonb_build_object('amount', v_amount));
  end if;
end
$$;
revoke all on function dining.note_refund(uuid, uuid, uuid) from public;
