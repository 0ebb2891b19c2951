-- Offers a ticket to an e-mail address: whoever gets the mail can claim it until the offer expires,
-- and the ticket stays valid until then. By whoever may act for the ticket (sales.speaks_for).
-- `p_language` is what the mail is written in; null: the language of the order. Returns
-- sales.transfer_json().
--
-- Locks: the ticket's order, the ticket. Raises sign_in_required, missing_field, invalid_email,
-- invalid_field, not_found, transfers_not_allowed, transfers_closed, ticket_not_valid,
-- refund_under_way, ticket_not_changeable, transfers_used_up, transfer_pending, rate_limited.
create or replace function sales.create_transfer(
  p_ticket_instance_id uuid,
  p_to_email text,
  p_language text,
  p_public_token text
)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_ticket sales.ticket_instances := sales.find_my_ticket(p_ticket_instance_id, p_public_token);
  v_email text := core.require_email('to_email', p_to_email);
  v_order sales.orders;
  v_event events.events;
  v_transfer sales.ticket_transfers;
begin
  perform core.act_as('guest');
  v_order := sales.lock_order(v_ticket.org_id, v_ticket.order_id);
  perform sales.lock_ticket(v_ticket.org_id, v_ticket.id);
  -- As it is now: it may have been handed on meanwhile.
  v_ticket := sales.find_my_ticket(p_ticket_instance_id, p_public_token);
  select e.* into strict v_event
  from events.events as e
  where e.org_id = v_ticket.org_id and e.id = v_ticket.event_id;
  perform sales.guard_transferable(v_ticket, v_order, v_event);
  select t.* into v_transfer
  from sales.ticket_transfers as t
  where t.org_id = v_ticket.org_id and t.from_ticket = v_ticket.id
    and t.status in ('pending', 'paying');
  if found then
    perform core.fail('transfer_pending', jsonb_build_object(
      'transfer_id', v_transfer.id, 'expires_at', v_transfer.expires_at));
  end if;
  perform core.hit_rate_limit('create_transfer', v_ticket.id::text);
  v_transfer := sales.insert_transfer(
    v_ticket, v_order, v_event, v_email, case when p_language is null then v_order.language
      else core.request_language(p_language) end);
  perform sales.offer_ticket(v_transfer);
  perform sales.tell_of_transfer(v_transfer, 'started');
  return sales.transfer_json(v_transfer);
end
$$;
revoke all on function sales.create_transfer(uuid, text, text, text) from public;
grant execute on function sales.create_transfer(uuid, text, text, text) to anon, authenticated;
