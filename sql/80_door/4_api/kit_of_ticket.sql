create or replace function public.kit_of_ticket(
  event_id uuid default null,
  ticket_instance_id uuid default null,
  device_id uuid default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select door.kit_of_ticket(
    kit_of_ticket.event_id, kit_of_ticket.ticket_instance_id, kit_of_ticket.device_id)
$$;
revoke all on function public.kit_of_ticket(uuid, uuid, uuid)
  from public, anon, authenticated, service_role;
grant execute on function public.kit_of_ticket(uuid, uuid, uuid)
  to authenticated, scanner_terminal;
comment on function public.kit_of_ticket(uuid, uuid, uuid) is
  'What is to be handed out with a ticket, for staff with tickets.scan (who name their device) and terminals of the event. Returns {ticket_instance_id, items: [{order_item_id, product, personalisation, is_of_order, quantity, handout_id, handed_out_at, list}]}: what goes with the ticket, then what goes with its order; handed_out_at is null for what is due. No items: nothing, or the ticket does not admit. Errors: missing_field, invalid_field, scanner_session_over, sign_in_required, not_found, not_allowed.';
