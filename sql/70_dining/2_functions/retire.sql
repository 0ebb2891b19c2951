-- Ends an option that was not confirmed, or a reservation that was not paid, once its time has
-- passed; anything else stays as it is. Attempts to pay it are given up at the provider; money that
-- comes all the same is dealt with by dining.settle_reservation(). Returns whether it did.
create or replace function dining.retire(p_org_id uuid, p_reservation_id uuid)
  returns boolean
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_reservation dining.reservations := dining.lock_reservation(p_org_id, p_reservation_id);
  v_actor constant text := coalesce(current_setting('app.actor_type', true), '');
begin
  if v_reservation.status not in ('option', 'pending_payment')
    or dining.is_live(v_reservation, core.clock())
  then
    return false;
  end if;
  -- Time ended it, whoever came by; they go on as who they were.
  perform set_config('app.actor_type', 'system', true);
  perform payments.give_up_attempts(p_org_id, p_reservation_id);
  perform dining.end_reservation(v_reservation, 'system', case v_reservation.status
    when 'option' then 'option_expired' else 'payment_timeout' end);
  perform set_config('app.actor_type', v_actor, true);
  return true;
end
$$;
revoke all on function dining.retire(uuid, uuid) from public;
