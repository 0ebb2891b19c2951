-- Raises transfer_not_open unless a locked transfer waits for an answer.
create or replace function sales.guard_transfer_open(p_transfer sales.ticket_transfers)
  returns void
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  if p_transfer.status <> 'pending' or p_transfer.expires_at <= core.clock() then
    perform core.fail('transfer_not_open', jsonb_build_object(
      'transfer_id', p_transfer.id,
      'status', case p_transfer.status when 'pending' then 'expired' else p_transfer.status end));
  end if;
end
$$;
revoke all on function sales.guard_transfer_open(sales.ticket_transfers) from public;
