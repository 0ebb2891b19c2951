-- Writes down what the party of a reservation spent, in cents, for staff with reservations.operate:
-- once they are seated, and again whenever it is corrected; null: it is not known after all. The
-- guest's numbers follow. Returns {reservation_id, spend_amount}. Raises invalid_field,
-- spend_too_early, and the errors of lock_for_staff(). Locks: date, payable, reservation.
create or replace function dining.record_spend(p_reservation_id uuid, p_amount integer)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_row dining.reservations := dining.lock_for_staff(p_reservation_id);
begin
  perform core.require_range('amount', p_amount, 0, 100000000);
  if v_row.status not in ('seated', 'completed') then
    perform core.fail('spend_too_early', jsonb_build_object('status', v_row.status));
  end if;
  update dining.reservations as r
  set spend_amount = p_amount
  where r.org_id = v_row.org_id and r.id = v_row.id
  returning r.* into v_row;
  return jsonb_build_object('reservation_id', v_row.id, 'spend_amount', v_row.spend_amount);
end
$$;
revoke all on function dining.record_spend(uuid, integer) from public;
grant execute on function dining.record_spend(uuid, integer) to anon, authenticated;
