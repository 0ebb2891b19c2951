-- What whoever accepts a ticket gets at once: the ticket and the token of its link; or, while a fee
-- is to be paid, the order of the fee and its token.
create or replace function sales.accepted_json(p_transfer sales.ticket_transfers)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return jsonb_build_object(
    'transfer_id', p_transfer.id,
    'status', p_transfer.status,
    'ticket_instance_id', p_transfer.to_ticket,
    'order_id', p_transfer.order_id,
    'fee_amount', p_transfer.fee_amount,
    'public_token', coalesce(
      sales.ticket_token(p_transfer.org_id, p_transfer.to_ticket),
      core.public_token(p_transfer.org_id, p_transfer.order_id))
  );
end
$$;
revoke all on function sales.accepted_json(sales.ticket_transfers) from public;
