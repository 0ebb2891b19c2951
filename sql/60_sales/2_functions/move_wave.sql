-- Moves a ticket to another wave of its ticket type: in place, the code stays. A start number that
-- is for another wave goes back and a new one is given. The same wave once more changes nothing.
-- Returns what swap_ticket() returns, without an order. Locks: the order, the ticket, the
-- registration, the ranges of start numbers, the pools of both waves. Raises ticket_not_changeable,
-- wave_missing, wave_not_found, wave_full.
create or replace function sales.move_wave(
  p_ticket sales.ticket_instances,
  p_event events.events,
  p_wave_id uuid
)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_order sales.orders := sales.lock_order(p_ticket.org_id, p_ticket.order_id);
  v_ticket sales.ticket_instances := sales.lock_valid_ticket(p_ticket.org_id, p_ticket.id);
  v_registration sales.registrations;
  v_former_id uuid;
begin
  perform sales.guard_single_place(v_ticket, v_ticket.ticket_type_id);
  select r.* into strict v_registration
  from sales.registrations as r
  where r.org_id = v_ticket.org_id and r.id = v_ticket.registration_id
  for no key update;
  v_former_id := v_registration.wave_id;
  perform sales.check_wave(
    (sales.entry_rules(p_event, jsonb_build_array(jsonb_build_object(
      'ticket_type_id', v_ticket.ticket_type_id))))[1],
    jsonb_build_object('wave_id', p_wave_id), '{}');
  if v_former_id is distinct from p_wave_id then
    update sales.registrations as r
    set wave_id = p_wave_id
    where r.org_id = v_ticket.org_id and r.id = v_registration.id
    returning r.* into v_registration;
    perform sales.move_bib(v_registration);
    perform sales.mail_wave(v_order, v_ticket);
    perform sales.exchange_places(
      v_order, sales.demand_with_wave(v_order, v_former_id, p_wave_id), null, null);
  end if;
  return jsonb_build_object(
    'ticket_instance_id', v_ticket.id, 'registration_id', v_registration.id,
    'wave_id', p_wave_id, 'order_id', null, 'order_number', null, 'status', 'moved',
    'public_token', null, 'checkout_url', null, 'expires_at', null, 'total_amount', 0,
    'currency', 'EUR');
end
$$;
revoke all on function sales.move_wave(sales.ticket_instances, events.events, uuid) from public;
