-- Called by payments when the last attempt to pay a deposit ended without money. The table is kept
-- until the time to pay has passed, so that the guest can try again.
create or replace function dining.release_reservation(
  p_org_id uuid,
  p_reservation_id uuid,
  p_reason text
)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  perform dining.retire(p_org_id, p_reservation_id);
end
$$;
revoke all on function dining.release_reservation(uuid, uuid, text) from public;
comment on function dining.release_reservation(uuid, uuid, text) is
  'An attempt to pay ended; what is overdue by then ends too.';
