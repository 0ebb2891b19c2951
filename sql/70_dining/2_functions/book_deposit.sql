-- What the books say of the deposit of a reservation: see payments.payable_kinds. It is owed to the
-- guest, who has it deducted or gets it back; its subject is the location.
create or replace function dining.book_deposit(
  p_org_id uuid,
  p_reservation_id uuid,
  p_refund_id uuid,
  out subject_id uuid,
  out lines ledger.line[]
)
  returns record
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  select r.location_id,
    case when p_refund_id is null then array[row('deposits', -a.amount)::ledger.line] end
  into strict subject_id, lines
  from dining.reservations as r
  join payments.payables as a on a.org_id = r.org_id and a.id = r.id
  where r.org_id = p_org_id and r.id = p_reservation_id;
end
$$;
revoke all on function dining.book_deposit(uuid, uuid, uuid) from public;
