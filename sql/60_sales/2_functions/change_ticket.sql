-- Places the order by which a ticket becomes another one, of the same event or of its next edition,
-- and carries it out when it costs nothing; else it holds the new place until it is paid, and the
-- ticket stays what it is. Expects a record with purpose, settlement, language and the like; its
-- buyer is whoever has the ticket. `p_given` says what the new ticket type asks and is not known
-- yet; `p_fee` null: nothing is charged or given back. The caller has authorised who asks.
--
-- Locks: an open change of the ticket, its order, the ticket, payments, registrations, ranges of
-- start numbers, pools. Raises ticket_not_changeable and what price_change(), changed_items() and
-- changed_entries() raise.
create or replace function sales.change_ticket(
  p_order sales.orders,
  p_ticket sales.ticket_instances,
  p_event events.events,
  p_ticket_type_id uuid,
  p_wave_id uuid,
  p_given jsonb,
  p_fee integer,
  p_hold interval
)
  returns sales.orders
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_open sales.orders := sales.begin_change(p_ticket);
  v_sold sales.orders := sales.lock_order(p_ticket.org_id, p_ticket.order_id);
  v_registration sales.registrations;
  v_items jsonb;
  v_entries sales.entry[];
  v_terms sales.change_terms;
  v_order sales.orders;
begin
  perform sales.guard_single_place(p_ticket, p_ticket_type_id);
  select r.* into strict v_registration
  from sales.registrations as r
  where r.org_id = p_ticket.org_id and r.id = p_ticket.registration_id;
  v_items := sales.changed_items(
    v_registration, p_event, p_ticket_type_id, p_wave_id, p_given);
  v_entries := sales.changed_entries(v_registration, p_event, v_items);
  p_order.org_id := p_event.org_id;
  p_order.event_id := p_event.id;
  p_order := sales.fill_in_buyer(p_order, v_sold, v_registration);
  v_terms := sales.price_change(
    p_order, p_event, v_sold, p_ticket, v_items, p_fee, sales.change_fee_vat_rate(v_sold));
  p_order.change_ticket_id := p_ticket.id;
  p_order.credit_order_id := v_sold.id;
  p_order.credit_amount := v_terms.credit_amount;
  p_order.credit_vat_amount := v_terms.credit_vat_amount;
  v_order := sales.place_change(p_order, v_terms.offer, p_hold);
  if v_terms.follows then
    perform sales.insert_along(v_order, p_ticket);
  end if;
  if v_entries <> '{}' then
    perform sales.insert_registrations(v_order, v_entries);
  end if;
  if v_registration.participant_id is not null and p_given is not null then
    perform sales.update_participant(
      v_order.org_id, v_registration.participant_id, sales.read_person(p_given, '{}'));
  end if;
  -- What was held for the choice before counts towards this one.
  update sales.capacity_claims as c
  set order_id = v_order.id
  where c.org_id = v_open.org_id and c.order_id = v_open.id;
  if v_order.status = 'paid' then
    perform sales.carry_out(v_order, false);
  else
    perform sales.exchange_places(v_order, sales.order_demand(v_order), null, null);
  end if;
  return v_order;
end
$$;
revoke all on function sales.change_ticket(
  sales.orders, sales.ticket_instances, events.events, uuid, uuid, jsonb, integer, interval
) from public;
