-- What of an order can still be given up, as items for a refund: one ticket with the products that
-- go with it, or with null all of it. An empty list when nothing is left.
create or replace function sales.items_left(p_order sales.orders, p_ticket_id uuid)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return (
    select coalesce(jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
      'order_item_id', i.id, 'quantity', w.quantity, 'ticket_instance_ids', w.ticket_ids
    )) order by i.line), '[]')
    from unnest(sales.wish_of_everything(p_order)) as e
    join sales.order_items as i on i.org_id = p_order.org_id and i.id = e.order_item_id
    left join sales.ticket_instances as t on t.org_id = p_order.org_id and t.id = p_ticket_id
    left join sales.registrations as r on r.org_id = t.org_id and r.id = t.registration_id
    left join sales.order_items as l on l.org_id = t.org_id and l.id = t.order_item_id
    cross join lateral (
      select e.quantity, e.ticket_ids where p_ticket_id is null
      union all
      select 1, array[p_ticket_id] where p_ticket_id = any (e.ticket_ids)
      union all
      select e.quantity, null::uuid[] where i.for_line = l.line and i.for_position = r.position
    ) as w
  );
end
$$;
revoke all on function sales.items_left(sales.orders, uuid) from public;
