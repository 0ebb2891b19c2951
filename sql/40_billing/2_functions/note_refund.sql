-- Called by payments when a refund of a charge's money has come to its end. By itself only money
-- goes back that was never taken for the charge; for what somebody paid back there is a credit
-- note.
create or replace function billing.note_refund(p_org_id uuid, p_charge_id uuid, p_refund_id uuid)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  perform billing.want_sales_invoice(p_org_id, p_charge_id);
end
$$;
revoke all on function billing.note_refund(uuid, uuid, uuid) from public;
