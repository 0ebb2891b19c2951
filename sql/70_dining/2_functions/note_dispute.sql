-- Called by payments when a bank took a deposit back, or returned it: staff see a badge on the
-- reservation as long as its money is disputed. Its table stays; that is for staff to decide.
create or replace function dining.note_dispute(
  p_org_id uuid,
  p_reservation_id uuid,
  p_chargeback_id uuid
)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_row dining.reservations := dining.lock_reservation(p_org_id, p_reservation_id);
  v_is_disputed constant boolean := payments.is_disputed(p_org_id, p_reservation_id);
begin
  update dining.reservations as r
  set badges = (r.badges - 'deposit_disputed')
    || case when v_is_disputed then '["deposit_disputed"]'::jsonb else '[]' end
  where r.org_id = v_row.org_id and r.id = v_row.id
    and v_is_disputed <> (r.badges ? 'deposit_disputed');
end
$$;
revoke all on function dining.note_dispute(uuid, uuid, uuid) from public;
