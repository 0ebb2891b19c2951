-- Defers a ticket to the next edition of its event, for whoever has it, as swap_ticket() swaps it:
-- for a ticket type that is named, or that of the same name. Products that go with the ticket are
-- given back, and what was paid for them counts towards the new place.
--
-- Returns what create_order() returns. With an idempotency key a repeat changes nothing and gets
-- the same answer. Locks: the key, then as change_ticket(). Raises sign_in_required, not_found,
-- deferrals_not_allowed, deferrals_closed, event_not_found for an edition that is not on sale,
-- missing_field when no ticket type matches, and what change_ticket() raises.
create or replace function sales.defer_ticket(
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
  v_order sales.orders;
  v_request jsonb;
  v_response jsonb;
  v_event events.events;
  v_next events.events;
begin
  perform core.act_as('guest');
  v_order.purpose := 'deferral';
  v_order.settlement := 'provider';
  v_order.idempotency_key := core.optional_text('idempotency_key', p_idempotency_key, 200);
  v_request := jsonb_build_object(
    'ticket_instance_id', v_ticket.id, 'ticket_type_id', p_ticket_type_id, 'wave_id', p_wave_id,
    'registration', p_registration);
  if v_order.idempotency_key is not null then
    v_response := sales.begin_order(
      v_ticket.org_id, 'defer_ticket', v_order.idempotency_key, v_request);
    if v_response is not null then
      return v_response;
    end if;
  end if;
  select e.* into strict v_event
  from events.events as e
  where e.org_id = v_ticket.org_id and e.id = v_ticket.event_id;
  perform sales.guard_change_offered(v_event, 'deferral');
  v_next := sales.next_edition(v_event);
  if p_return_url is not null then
    v_order.return_url := core.read_return_url(p_return_url);
  end if;
  v_order := sales.change_ticket(
    v_order, v_ticket, v_next,
    core.require_id('ticket_type_id', coalesce(
      p_ticket_type_id, sales.matching_ticket_type(v_ticket, v_next))),
    p_wave_id, p_registration,
    (events.settings_of(v_event)).deferral_fee,
    make_interval(mins => (events.settings_of(v_next)).hold_minutes));
  return sales.finish_order(v_order, 'defer_ticket', v_request);
end
$$;
revoke all on function sales.defer_ticket(uuid, uuid, uuid, jsonb, text, text, text) from public;
grant execute on function sales.defer_ticket(uuid, uuid, uuid, jsonb, text, text, text)
  to anon, authenticated;
