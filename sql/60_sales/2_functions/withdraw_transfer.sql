-- Takes the offer of a ticket back, for whoever may act for the ticket. A repeat changes nothing.
-- Locks: the ticket's order, the ticket, the transfer. Raises sign_in_required, missing_field,
-- not_found, transfer_not_open.
create or replace function sales.withdraw_transfer(p_transfer_id uuid, p_public_token text)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_locked record := sales.lock_transfer(sales.find_my_transfer(p_transfer_id, p_public_token));
  v_transfer sales.ticket_transfers := v_locked.transfer;
begin
  perform core.act_as('guest');
  if v_transfer.status <> 'withdrawn' then
    perform sales.guard_transfer_open(v_transfer);
    v_transfer := sales.end_transfer(v_transfer, 'withdrawn');
  end if;
  return sales.transfer_json(v_transfer);
end
$$;
revoke all on function sales.withdraw_transfer(uuid, text) from public;
grant execute on function sales.withdraw_transfer(uuid, text) to anon, authenticated;
