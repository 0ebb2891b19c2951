-- Mails the offer of a ticket again, with a new link; the one before is worth nothing from then on.
-- For whoever may act for the ticket. Locks: the ticket's order, the ticket, the transfer. Raises
-- sign_in_required, missing_field, not_found, transfer_not_open, the errors of
-- guard_transferable(), rate_limited.
create or replace function sales.resend_transfer(p_transfer_id uuid, p_public_token text)
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
  perform sales.guard_transfer_open(v_transfer);
  perform sales.guard_transferable(v_locked.ticket, v_locked.sold, e)
  from events.events as e
  where e.org_id = v_transfer.org_id and e.id = v_transfer.event_id;
  perform core.hit_rate_limit('create_transfer', v_transfer.from_ticket::text);
  perform sales.offer_ticket(v_transfer);
  perform core.audit(
    v_transfer.org_id, 'ticket_transfer', v_transfer.id::text, 'ticket_transfer.resent');
  return sales.transfer_json(v_transfer);
end
$$;
revoke all on function sales.resend_transfer(uuid, text) from public;
grant execute on function sales.resend_transfer(uuid, text) to anon, authenticated;
