-- Swaps a ticket for one of another ticket type of its event, or moves it to another wave of its
-- own, for whoever has it: the participant or, as long as that one has no login, the buyer. The
-- price of now, less what was paid for the ticket, plus the event's fee, is to be paid first; what
-- is less than nothing goes back if the event says so. Another wave of the same ticket type costs
-- nothing and needs no new ticket.
--
-- Returns what create_order() returns; for a change of the wave alone with status `moved` and no
-- order. With an idempotency key a repeat changes nothing and gets the same answer, and the same
-- wave once more is no change. Locks: the key, then as change_ticket() and move_wave(). Raises
-- sign_in_required, not_found, swaps_not_allowed, swaps_closed and what these raise.
create or replace function sales.swap_ticket(
  p_ticket_instance_id uuid,
  p_ticket_type_id uuid,
  p_wave_id uuid,
  p_registration jsonb,
  p_public_token text,
  p_idempotency_key text,
  p_return_url text
)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_ticket sales.ticket_instances := sales.find_my_ticket(p_ticket_instance_id, p_public_token);
  v_type_id uuid := coalesce(p_ticket_type_id, v_ticket.ticket_type_id);
  v_order sales.orders;
  v_request jsonb;
  v_response jsonb;
  v_event events.events;
begin
  perform core.act_as('guest');
  v_order.purpose := 'swap';
  v_order.settlement := 'provider';
  v_order.idempotency_key := core.optional_text('idempotency_key', p_idempotency_key, 200);
  v_request := jsonb_build_object(
    'ticket_instance_id', v_ticket.id, 'ticket_type_id', v_type_id, 'wave_id', p_wave_id,
    'registration', p_registration);
  if v_order.idempotency_key is not null then
    v_response := sales.begin_order(
      v_ticket.org_id, 'swap_ticket', v_order.idempotency_key, v_request);
    if v_response is not null then
      return v_response;
    end if;
  end if;
  v_event := sales.find_event_on_sale(v_ticket.event_id);
  perform sales.guard_change_offered(v_event, 'swap');
  if v_type_id = v_ticket.ticket_type_id then
    return sales.move_wave(v_ticket, v_event, p_wave_id);
  end if;
  if p_return_url is not null then
    v_order.return_url := core.read_return_url(p_return_url);
  end if;
  v_order := sales.change_ticket(
    v_order, v_ticket, v_event, v_type_id, p_wave_id, p_registration,
    (events.settings_of(v_event)).swap_fee,
    make_interval(mins => (events.settings_of(v_event)).hold_minutes));
  return sales.finish_order(v_order, 'swap_ticket', v_request);
end
$$;
revoke all on function sales.swap_ticket(uuid, uuid, uuid, jsonb, text, text, text) from public;
grant execute on function sales.swap_ticket(uuid, uuid, uuid, jsonb, text, text, text)
  to anon, authenticated;
