-- What a mail about a refund of an order says, whoever it is for.
create or replace function sales.refund_letter(p_order sales.orders, p_refund_id uuid)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return (
    select jsonb_build_object(
      'refund_id', r.id, 'order_id', p_order.id, 'order_number', p_order.order_number,
      'event', e.title, 'org_name', g.name, 'amount', r.amount, 'currency', r.currency,
      'status', r.status, 'provider', r.provider, 'failure_reason', r.failure_reason,
      'items', (
        select coalesce(jsonb_agg(jsonb_build_object(
          'name', i.name, 'quantity', s.quantity) order by i.line), '[]')
        from sales.order_items as i
        join (
          select n.order_item_id, sum(n.quantity) as quantity
          from sales.refund_items as n
          where n.org_id = p_order.org_id and n.refund_id = p_refund_id
          group by n.order_item_id
        ) as s on s.order_item_id = i.id and s.quantity > 0
        where i.org_id = p_order.org_id
      ))
    from payments.refunds as r
    join events.events as e on e.org_id = p_order.org_id and e.id = p_order.event_id
    join tenancy.orgs as g on g.id = p_order.org_id
    where r.org_id = p_order.org_id and r.id = p_refund_id
  );
end
$$;
revoke all on function sales.refund_letter(sales.orders, uuid) from public;
