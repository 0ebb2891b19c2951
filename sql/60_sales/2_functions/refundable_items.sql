-- What of an order can still be refunded, for staff with payments.read: how much in all, and line
-- by line how many, which tickets, and what they would give. Raises missing_field, not_found,
-- not_allowed, sign_in_required.
create or replace function sales.refundable_items(p_order_id uuid, p_include_fees boolean)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_order sales.orders;
  v_parts sales.refund_part[] := '{}';
  v_left integer;
begin
  perform core.require_id('order_id', p_order_id);
  select o.* into v_order from sales.orders as o where o.id = p_order_id;
  perform tenancy.authorise(v_order.org_id, 'payments.read', 'order', p_order_id);
  v_left := sales.refundable_amount(v_order);
  p_include_fees := coalesce(p_include_fees, sales.gives_fees_back(v_order));
  if v_left > 0 then
    v_parts := sales.value_refund(v_order, sales.wish_of_everything(v_order), p_include_fees);
  end if;
  return jsonb_build_object(
    'order_id', v_order.id,
    'status', v_order.status,
    'currency', v_order.currency,
    'refundable_amount', v_left,
    'include_fees', p_include_fees,
    'items', (
      select coalesce(jsonb_agg(jsonb_build_object(
        'order_item_id', i.id, 'line', i.line, 'kind', i.kind, 'name', i.name,
        'quantity', i.quantity, 'refunded_quantity', i.refunded_quantity,
        'total_amount', i.total_amount, 'refundable_quantity', s.quantity,
        'refundable_amount', s.amount, 'ticket_instance_ids', s.ticket_ids) order by i.line), '[]')
      from sales.order_items as i
      cross join lateral (
        select coalesce(sum(p.quantity), 0) as quantity,
          coalesce(sum(p.amount + p.fee_amount), 0) as amount,
          coalesce(jsonb_agg(p.ticket_instance_id) filter (
            where p.ticket_instance_id is not null), '[]') as ticket_ids
        from unnest(v_parts) as p
        where p.order_item_id = i.id
      ) as s
      where i.org_id = v_order.org_id and i.order_id = v_order.id
    )
  );
end
$$;
revoke all on function sales.refundable_items(uuid, boolean) from public;
grant execute on function sales.refundable_items(uuid, boolean) to authenticated;
