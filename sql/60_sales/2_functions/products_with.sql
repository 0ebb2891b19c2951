-- The lines of products that go with a ticket and were not refunded. Positions count the tickets of
-- a line as their registrations do; a team's is its own.
create or replace function sales.products_with(p_ticket sales.ticket_instances)
  returns setof sales.order_items
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return query
    select p.*
    from sales.order_items as i
    join sales.registrations as r on r.org_id = i.org_id and r.id = p_ticket.registration_id
    left join sales.teams as g on g.org_id = r.org_id and g.id = r.team_id
    join sales.order_items as p
      on p.org_id = i.org_id and p.order_id = i.order_id and p.for_line = i.line
      and p.for_position = coalesce(g.position, r.position)
    where i.org_id = p_ticket.org_id and i.id = p_ticket.order_item_id
      and p.refunded_quantity < p.quantity
    order by p.line;
end
$$;
revoke all on function sales.products_with(sales.ticket_instances) from public;
