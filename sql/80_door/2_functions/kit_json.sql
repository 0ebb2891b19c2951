-- requires: kit_of
--
-- What is handed out with a ticket, as clients see it.
create or replace function door.kit_json(p_ticket sales.ticket_instances)
  returns jsonb
  language sql
  stable
  security definer
  set search_path = ''
as $$
  select jsonb_build_object(
    'ticket_instance_id', p_ticket.id,
    'items', coalesce(jsonb_agg(jsonb_build_object(
      'order_item_id', k.order_item_id, 'product', k.product,
      'personalisation', k.personalisation, 'is_of_order', k.is_of_order,
      'quantity', coalesce((k.handout).quantity, k.quantity),
      'handout_id', (k.handout).id, 'handed_out_at', (k.handout).handed_out_at,
      'list', l.name) order by k.is_of_order, k.line), '[]'))
  from door.kit_of(p_ticket) as k
  left join door.checkin_lists as l
    on l.org_id = p_ticket.org_id and l.id = (k.handout).list_id
$$;
revoke all on function door.kit_json(sales.ticket_instances) from public;
