-- Moves a registration to another ticket type of its event, or to another wave of its own, by staff
-- with registrations.manage and whatever the event lets people do themselves. `p_charge` false:
-- nothing is charged or given back, for which a dearer place needs orders.give_away too; true: as
-- swap_ticket() does, and what is to be paid is mailed to the buyer, who has as long as for an
-- order on invoice. Returns what swap_ticket() returns. With an idempotency key a repeat changes
-- nothing. Locks: the key, then as change_ticket() and move_wave(). Raises what these raise,
-- sign_in_required, not_found, not_allowed.
create or replace function sales.move_registration(
  p_registration_id uuid,
  p_ticket_type_id uuid,
  p_wave_id uuid,
  p_registration jsonb,
  p_charge boolean,
  p_idempotency_key text
)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_ticket sales.ticket_instances := sales.ticket_of_registration(p_registration_id);
  v_type_id uuid := coalesce(p_ticket_type_id, v_ticket.ticket_type_id);
  v_order sales.orders;
  v_request jsonb;
  v_response jsonb;
  v_event events.events;
begin
  perform sales.guard_sensitive(v_ticket.org_id, p_registration);
  v_order.purpose := 'swap';
  v_order.settlement := 'invoice';
  v_order.idempotency_key := core.optional_text('idempotency_key', p_idempotency_key, 200);
  v_request := jsonb_build_object(
    'registration_id', p_registration_id, 'ticket_type_id', v_type_id, 'wave_id', p_wave_id,
    'registration', p_registration, 'charge', coalesce(p_charge, false));
  if v_order.idempotency_key is not null then
    v_response := sales.begin_order(
      v_ticket.org_id, 'move_registration', v_order.idempotency_key, v_request);
    if v_response is not null then
      return v_response;
    end if;
  end if;
  v_event := sales.find_event_on_sale(v_ticket.event_id);
  perform core.audit(v_ticket.org_id, 'registration', p_registration_id::text,
    'registration.moved', null, v_request - array['registration_id', 'registration']);
  if v_type_id = v_ticket.ticket_type_id then
    return sales.move_wave(v_ticket, v_event, p_wave_id);
  end if;
  v_order := sales.change_ticket(
    v_order, v_ticket, v_event, v_type_id, p_wave_id, p_registration,
    case when p_charge then (events.settings_of(v_event)).swap_fee end,
    sales.staff_hold(v_event, 'invoice', null));
  if p_charge is not true and sales.is_given_away(v_order) then
    perform tenancy.authorise(
      v_order.org_id, 'orders.give_away', 'registration', p_registration_id);
  elsif v_order.status = 'pending' then
    perform sales.mail_order(v_order, 'email.order_reserved');
  end if;
  return sales.finish_order(v_order, 'move_registration', v_request);
end
$$;
revoke all on function sales.move_registration(uuid, uuid, uuid, jsonb, boolean, text) from public;
grant execute on function sales.move_registration(uuid, uuid, uuid, jsonb, boolean, text)
  to authenticated;
