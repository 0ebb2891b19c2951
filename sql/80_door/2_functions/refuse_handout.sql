-- Refuses to hand out what is not due with a ticket, or was handed out before. Raises
-- not_to_hand_out, already_handed_out.
create or replace function door.refuse_handout(
  p_ticket sales.ticket_instances,
  p_order_item_ids uuid[]
)
  returns void
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_item_id uuid;
  v_taken record;
begin
  select w.id into v_item_id
  from unnest(p_order_item_ids) as w (id)
  where not exists (select from door.kit_of(p_ticket) as k where k.order_item_id = w.id)
  limit 1;
  if found then
    perform core.fail('not_to_hand_out', jsonb_build_object(
      'order_item_id', v_item_id, 'ticket_instance_id', p_ticket.id));
  end if;
  select k.order_item_id, k.product, (k.handout).handed_out_at, l.name as list into v_taken
  from door.kit_of(p_ticket) as k
  left join door.checkin_lists as l
    on l.org_id = p_ticket.org_id and l.id = (k.handout).list_id
  where k.order_item_id = any (p_order_item_ids) and (k.handout).id is not null
  order by k.line
  limit 1;
  if found then
    perform core.fail('already_handed_out', jsonb_build_object(
      'order_item_id', v_taken.order_item_id, 'product', v_taken.product,
      'handed_out_at', v_taken.handed_out_at, 'list', v_taken.list));
  end if;
end
$$;
revoke all on function door.refuse_handout(sales.ticket_instances, uuid[]) from public;
