-- What of a reservation's money goes back, in cents, when it is cancelled now: all of it until
-- cancel_free_hours before, that moment included; after that the share that the terms say, rounded
-- half up. Money that is already on its way back does not count.
create or replace function dining.refund_due(p_reservation dining.reservations)
  returns integer
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_paid bigint;
  v_back bigint;
  v_due bigint;
begin
  select
    coalesce(sum(p.amount_captured), 0),
    coalesce(sum(p.amount_refunding + p.amount_refunded), 0)
  into v_paid, v_back
  from payments.payments as p
  where p.org_id = p_reservation.org_id and p.payable_id = p_reservation.id;
  v_due := case
    when core.clock() <= p_reservation.starts_at
      - make_interval(hours => (p_reservation.terms ->> 'cancel_free_hours')::integer)
      then v_paid
    else round(v_paid * (p_reservation.terms ->> 'cancel_refund_pct')::integer / 100.0)
  end;
  return greatest(v_due - v_back, 0);
end
$$;
revoke all on function dining.refund_due(dining.reservations) from public;
