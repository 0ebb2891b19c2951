-- What the ticket types of an event brought and did not keep: what went back for tickets of orders
-- that are not refunded as a whole, and what was credited for tickets that others replaced.
create or replace function sales.money_gone(p_event events.events)
  returns table (ticket_type_id uuid, amount bigint)
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return query
    select l.ticket_type_id, sum(i.amount)
    from sales.orders as o
    join payments.refunds as f on f.org_id = o.org_id and f.payable_id = o.id
    join sales.refund_items as i on i.org_id = f.org_id and i.refund_id = f.id
    join sales.order_items as l on l.org_id = i.org_id and l.id = i.order_item_id
    where o.org_id = p_event.org_id
      and o.event_id = p_event.id
      and o.status = 'partially_refunded'
      and f.status = 'refunded'
      and l.kind = 'ticket'
    group by l.ticket_type_id
    union all
    select t.ticket_type_id, sum(c.credit_amount)
    from sales.orders as c
    join sales.ticket_instances as t on t.org_id = c.org_id and t.id = c.change_ticket_id
    where c.org_id = p_event.org_id
      and c.credit_order_id is not null
      and c.status in ('paid', 'partially_refunded')
      and t.event_id = p_event.id
    group by t.ticket_type_id;
end
$$;
revoke all on function sales.money_gone(events.events) from public;
