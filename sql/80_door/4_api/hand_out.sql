create or replace function public.hand_out(
  event_id uuid default null,
  list_id uuid default null,
  ticket_instance_id uuid default null,
  order_item_ids uuid[] default null,
  device_id uuid default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select door.hand_out(
    hand_out.event_id, hand_out.list_id, hand_out.ticket_instance_id, hand_out.order_item_ids,
    hand_out.device_id)
$$;
revoke all on function public.hand_out(uuid, uuid, uuid, uuid[], uuid)
  from public, anon, authenticated, service_role;
grant execute on function public.hand_out(uuid, uuid, uuid, uuid[], uuid)
  to authenticated, scanner_terminal;
comment on function public.hand_out(uuid, uuid, uuid, uuid[], uuid) is
  'Hands out products that are due with a ticket, all of order_item_ids or none, on a list of the kind kit_pickup; for staff with tickets.scan (who name their device) and terminals of the event. Each line is handed out once, also with a ticket that it came along to. Returns what kit_of_ticket returns. Errors: missing_field, invalid_field, scanner_session_over, sign_in_required, not_found, not_allowed, not_to_hand_out, already_handed_out ({order_item_id, product, handed_out_at, list}).';
