-- What is to be refunded of an order: [{order_item_id, quantity?, ticket_instance_ids?, amount?}].
-- Without a quantity it is the tickets that are named, else all that is left of the line; without
-- tickets they are chosen. Raises invalid_field, order_item_not_found, already_refunded and what
-- choose_tickets() raises, with the line of the request.
create or replace function sales.read_refund_items(p_order sales.orders, p_items jsonb)
  returns sales.refund_wish[]
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_said jsonb;
  v_data jsonb;
  v_item sales.order_items;
  v_wish sales.refund_wish;
  v_wishes sales.refund_wish[] := '{}';
  v_left integer;
begin
  perform sales.refuse_refund_items(p_items);
  for v_index in 0..jsonb_array_length(p_items) - 1 loop
    v_said := p_items -> v_index;
    v_data := jsonb_build_object(
      'line', v_index + 1, 'order_item_id', v_said -> 'order_item_id');
    select i.* into v_item
    from sales.order_items as i
    where i.org_id = p_order.org_id and i.order_id = p_order.id
      and i.id = (v_said ->> 'order_item_id')::uuid;
    if not found then
      perform core.fail('order_item_not_found', v_data);
    end if;
    v_wish := row(
      v_item.id, (v_said ->> 'quantity')::integer, null, (v_said ->> 'amount')::integer);
    v_left := v_item.quantity - v_item.refunded_quantity;
    if v_item.kind = 'ticket' then
      v_wish := sales.choose_tickets(v_item, v_wish, array(
        select t.id::uuid
        from jsonb_array_elements_text(
          coalesce(nullif(v_said -> 'ticket_instance_ids', 'null'), '[]')) as t (id)
      ), v_data);
    else
      v_wish.quantity := coalesce(v_wish.quantity, v_left);
    end if;
    if v_wish.quantity > v_left or v_left = 0 then
      perform core.fail('already_refunded', v_data || jsonb_build_object(
        'quantity', coalesce(v_wish.quantity, v_item.quantity), 'refundable', v_left));
    end if;
    v_wishes := v_wishes || v_wish;
  end loop;
  return v_wishes;
end
$$;
revoke all on function sales.read_refund_items(sales.orders, jsonb) from public;
