-- Claims a ticket that was offered, for whoever has the token of the mail: who takes part is
-- checked as with a new entry, the old code is void and a new one is issued. A token is good for
-- one claim. Signed in, the ticket is the user's from then on; otherwise the link in the next mail
-- opens it. Where the event asks a fee, all of this happens once it is paid.
--
-- Locks: the ticket's order, the ticket, the transfer, the registration, the person. Raises
-- missing_field, rate_limited, transfer_token_not_valid, transfer_not_open, the errors of
-- guard_transferable() and of check_entry(), invalid_field, already_registered.
create or replace function sales.accept_transfer(
  p_token text,
  p_registration jsonb,
  p_language text
)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_locked record;
  v_transfer sales.ticket_transfers := sales.find_transfer(p_token);
  v_event events.events;
  v_entry sales.entry;
begin
  perform core.act_as('guest');
  v_locked := sales.lock_transfer(v_transfer);
  v_transfer := v_locked.transfer;
  perform sales.guard_transfer_open(v_transfer);
  select e.* into strict v_event
  from events.events as e
  where e.org_id = v_transfer.org_id and e.id = v_transfer.event_id;
  perform sales.guard_transferable(v_locked.ticket, v_locked.sold, v_event);
  v_entry := sales.read_holder(v_transfer, v_event, p_registration);
  if p_language is not null then
    v_transfer.to_language := core.request_language(p_language);
  end if;
  v_transfer.to_user := auth.uid();
  if v_transfer.fee_amount > 0 then
    v_transfer := sales.ask_transfer_fee(v_transfer, v_event, v_entry);
  else
    v_transfer := sales.hand_on(v_transfer, v_locked.ticket, v_locked.sold, v_entry);
  end if;
  return sales.accepted_json(v_transfer);
end
$$;
revoke all on function sales.accept_transfer(text, jsonb, text) from public;
grant execute on function sales.accept_transfer(text, jsonb, text) to anon, authenticated;
