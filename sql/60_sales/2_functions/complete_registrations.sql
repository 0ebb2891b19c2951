-- Makes the registrations that the tickets of a paid order still lack, without participants, and
-- gives each of its ticket instances the registration of its place: the first instance of a line
-- that of position 1, and so on; a team's is its captain's.
create or replace function sales.complete_registrations(p_order sales.orders)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  insert into sales.registrations (
    org_id, event_id, ticket_type_id, order_id, order_item_id, position, status
  )
  select i.org_id, p_order.event_id, i.ticket_type_id, i.order_id, i.id, n.position, 'paid'
  from sales.order_items as i
  cross join generate_series(1, i.quantity) as n (position)
  where i.org_id = p_order.org_id and i.order_id = p_order.id and i.kind = 'ticket'
    and not exists (
      select from sales.registrations as r where r.org_id = i.org_id and r.order_item_id = i.id
    );
  update sales.ticket_instances as t
  set registration_id = n.registration_id
  from (
    select u.id, r.id as registration_id
    from (
      select
        w.id, w.order_item_id,
        row_number() over (partition by w.order_item_id order by w.id) as position
      from sales.ticket_instances as w
      where w.org_id = p_order.org_id and w.order_id = p_order.id and w.status <> 'void'
    ) as u
    join sales.registrations as r
      on r.org_id = p_order.org_id and r.order_item_id = u.order_item_id
    left join sales.teams as g on g.org_id = r.org_id and g.id = r.team_id
    where u.position = coalesce(g.position, r.position) and (g.id is null or g.captain_id = r.id)
  ) as n
  where t.org_id = p_order.org_id and t.id = n.id and t.registration_id is null;
end
$$;
revoke all on function sales.complete_registrations(sales.orders) from public;
