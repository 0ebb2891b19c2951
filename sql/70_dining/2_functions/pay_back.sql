-- Sends an amount of a reservation's money back, in cents; nothing when it is 0. The caller has
-- locked the reservation, and with it its payable.
create or replace function dining.pay_back(
  p_reservation dining.reservations,
  p_amount integer,
  p_reason text
)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  if p_amount > 0 then
    perform payments.place_refunds(
      p_reservation.id, payments.lock_captured(p_reservation.org_id, p_reservation.id), p_amount,
      p_reason, core.new_id(), core.actor_type());
  end if;
end
$$;
revoke all on function dining.pay_back(dining.reservations, integer, text) from public;
