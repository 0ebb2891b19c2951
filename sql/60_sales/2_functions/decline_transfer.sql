-- Says no to a ticket that was offered, for whoever has the token of the mail. A repeat changes
-- nothing. Locks: the ticket's order, the ticket, the transfer. Raises missing_field, rate_limited,
-- transfer_token_not_valid, transfer_not_open.
create or replace function sales.decline_transfer(p_token text)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_locked record := sales.lock_transfer(sales.find_transfer(p_token));
  v_transfer sales.ticket_transfers := v_locked.transfer;
begin
  perform core.act_as('guest');
  if v_transfer.status <> 'declined' then
    perform sales.guard_transfer_open(v_transfer);
    v_transfer := sales.end_transfer(v_transfer, 'declined');
  end if;
  return jsonb_build_object('transfer_id', v_transfer.id, 'status', v_transfer.status);
end
$$;
revoke all on function sales.decline_transfer(text) from public;
grant execute on function sales.decline_transfer(text) to anon, authenticated;
