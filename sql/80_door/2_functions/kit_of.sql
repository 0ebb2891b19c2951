-- requires: first_item
--
-- The products that somebody with this ticket is given: those that go with it, and those of its
-- order, which whoever comes first takes along. `quantity` is what is due, 0 for what was handed
-- out and refunded since. Nothing is due with a ticket that does not admit.
create or replace function door.kit_of(p_ticket sales.ticket_instances)
  returns table (
    order_item_id uuid,
    first_item_id uuid,
    line smallint,
    product text,
    personalisation text,
    is_of_order boolean,
    quantity integer,
    handout door.handouts
  )
  language sql
  stable
  security definer
  set search_path = ''
as $$
  select i.id, f.id, i.line, i.name, i.personalisation, i.for_line is null, w.quantity, h
  from (
    select p.* from sales.products_with(p_ticket) as p
    union all
    select p.*
    from sales.order_items as p
    where p.org_id = p_ticket.org_id and p.order_id = p_ticket.order_id and p.kind = 'product'
      and p.for_line is null
  ) as i
  join sales.orders as o on o.org_id = i.org_id and o.id = i.order_id
  cross join lateral door.first_item(i.org_id, i.id) as f (id)
  cross join lateral (
    select case when o.status in ('paid', 'partially_refunded')
      then greatest(i.quantity - i.refunded_quantity - i.forgone_quantity, 0) else 0 end as quantity
  ) as w
  left join door.handouts as h
    on h.org_id = i.org_id and h.first_item_id = f.id and h.undone_at is null
  where p_ticket.status in ('valid', 'used') and p_ticket.blocked_at is null
    and (w.quantity > 0 or h.id is not null)
$$;
revoke all on function door.kit_of(sales.ticket_instances) from public;
