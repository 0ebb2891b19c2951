-- Called by payments when a refund of a charge's money has come to its end. Only money that was
-- never taken for the charge goes back, so nothing follows.
create or replace function billing.note_refund(p_org_id uuid, p_charge_id uuid, p_refund_id uuid)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  perform 1;
end
$$;
revoke all on function billing.note_refund(uuid, uuid, uuid) from public;
