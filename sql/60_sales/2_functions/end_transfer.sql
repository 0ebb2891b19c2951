-- Ends an open transfer as declined, withdrawn or expired, and tells the other side of it.
create or replace function sales.end_transfer(
  p_transfer sales.ticket_transfers,
  p_status sales.transfer_status
)
  returns sales.ticket_transfers
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_now timestamptz := core.clock();
  v_transfer sales.ticket_transfers;
begin
  update sales.ticket_transfers as t
  set status = p_status, entry = null,
    declined_at = case p_status when 'declined' then v_now end,
    withdrawn_at = case p_status when 'withdrawn' then v_now end,
    expired_at = case p_status when 'expired' then v_now end
  where t.org_id = p_transfer.org_id and t.id = p_transfer.id
  returning t.* into v_transfer;
  perform sales.tell_of_transfer(v_transfer, p_status::text);
  return v_transfer;
end
$$;
revoke all on function sales.end_transfer(
  sales.ticket_transfers, sales.transfer_status
) from public;
