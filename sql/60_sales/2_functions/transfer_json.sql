-- What whoever offers a ticket sees of the offer.
create or replace function sales.transfer_json(p_transfer sales.ticket_transfers)
  returns jsonb
  language plpgsql
  immutable
  security invoker
  set search_path = ''
as $$
begin
  return jsonb_build_object(
    'transfer_id', p_transfer.id,
    'ticket_instance_id', p_transfer.from_ticket,
    'to_email', p_transfer.to_email,
    'status', p_transfer.status,
    'fee_amount', p_transfer.fee_amount,
    'expires_at', p_transfer.expires_at
  );
end
$$;
revoke all on function sales.transfer_json(sales.ticket_transfers) from public;
