-- Writes the ticket instances of an order that has just been paid, one per place, each with the
-- registration of its place: that of position 1 for the first of a line, and so on; a team's is its
-- captain's. Places without one get one that has no name yet. Returns how many tickets there are.
create or replace function sales.insert_tickets(p_order sales.orders)
  returns integer
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_tickets integer;
begin
  -- Ids of one millisecond are in no order of their own: places follow those of their tickets.
  with place as materialized (
    select
      n.ticket_id, n.item_id, n.ticket_type_id, n.position, core.new_id() as new_id, (
        select r.id
        from sales.registrations as r
        left join sales.teams as g on g.org_id = r.org_id and g.id = r.team_id
        where r.org_id = p_order.org_id and r.order_item_id = n.item_id
          and coalesce(g.position, r.position) = n.position
          and (g.id is null or g.captain_id = r.id)
      ) as known_id
    from (
      select
        u.ticket_id, u.item_id, u.ticket_type_id,
        row_number() over (partition by u.item_id order by u.ticket_id) as position
      from (
        select core.new_id() as ticket_id, i.id as item_id, i.ticket_type_id
        from sales.order_items as i
        cross join generate_series(1, i.quantity)
        where i.org_id = p_order.org_id and i.order_id = p_order.id and i.kind = 'ticket'
      ) as u
    ) as n
  ), unnamed as (
    insert into sales.registrations (
      org_id, id, event_id, ticket_type_id, order_id, order_item_id, position, status
    )
    select p_order.org_id, p.new_id, p_order.event_id, p.ticket_type_id, p_order.id, p.item_id,
      p.position, 'paid'
    from place as p
    where p.known_id is null
  )
  insert into sales.ticket_instances (
    org_id, id, order_id, order_item_id, event_id, ticket_type_id, registration_id, code
  )
  select p_order.org_id, p.ticket_id, p_order.id, p.item_id, p_order.event_id, p.ticket_type_id,
    coalesce(p.known_id, p.new_id), core.random_code(20)
  from place as p;
  get diagnostics v_tickets = row_count;
  return v_tickets;
end
$$;
revoke all on function sales.insert_tickets(sales.orders) from public;
