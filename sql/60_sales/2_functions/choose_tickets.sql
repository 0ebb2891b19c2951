-- Which tickets of a line are to be refunded: those that are named, else as many as are wanted, all
-- that can be when nothing is said. Raises ticket_not_found, ticket_is_void, already_refunded, and
-- invalid_field when it names another number of tickets than it says.
create or replace function sales.choose_tickets(
  p_item sales.order_items,
  p_wish sales.refund_wish,
  p_named_ids uuid[],
  p_data jsonb
)
  returns sales.refund_wish
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_possible_ids uuid[] := sales.refundable_tickets(p_item.org_id, p_item.id);
  v_named record;
  v_data jsonb;
begin
  if p_named_ids = '{}' then
    if p_wish.quantity > cardinality(v_possible_ids) or v_possible_ids = '{}' then
      perform core.fail('already_refunded', p_data || jsonb_build_object(
        'quantity', coalesce(p_wish.quantity, p_item.quantity),
        'refundable', cardinality(v_possible_ids)));
    end if;
    p_wish.ticket_ids := v_possible_ids[:coalesce(
      p_wish.quantity, p_item.quantity - p_item.refunded_quantity)];
    p_wish.quantity := cardinality(p_wish.ticket_ids);
    return p_wish;
  end if;
  for v_named in
    select n.id, t.status, t.void_reason
    from unnest(p_named_ids) as n (id)
    left join sales.ticket_instances as t
      on t.org_id = p_item.org_id and t.order_item_id = p_item.id and t.id = n.id
    where n.id <> all (v_possible_ids)
  loop
    v_data := p_data || jsonb_build_object(
      'order_item_id', p_item.id, 'ticket_instance_id', v_named.id,
      'quantity', cardinality(p_named_ids),
      'refundable', cardinality(v_possible_ids));
    if v_named.status is null then
      perform core.fail('ticket_not_found', v_data);
    elsif v_named.status = 'void' then
      perform core.fail('ticket_is_void', v_data || jsonb_build_object(
        'reason', v_named.void_reason));
    end if;
    perform core.fail('already_refunded', v_data);
  end loop;
  if p_wish.quantity <> cardinality(p_named_ids) then
    perform core.fail('invalid_field', p_data || jsonb_build_object(
      'field', 'quantity', 'reason', 'it is not the number of tickets that are named'));
  end if;
  p_wish.ticket_ids := p_named_ids;
  p_wish.quantity := cardinality(p_named_ids);
  return p_wish;
end
$$;
revoke all on function sales.choose_tickets(
  sales.order_items, sales.refund_wish, uuid[], jsonb
) from public;
