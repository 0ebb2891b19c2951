-- Per ticket type of an event: its tickets by what became of them, what is held by orders that
-- still have to be paid, and what its lines brought, in cents. Everything that grows with the event
-- is read from indexes alone.
create or replace function sales.tickets_of_event(p_event events.events)
  returns table (
    ticket_type_id uuid,
    sold bigint,
    scanned bigint,
    refunded bigint,
    held bigint,
    revenue bigint
  )
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_types uuid[] := array(
    select t.id from events.ticket_types as t
    where t.org_id = p_event.org_id and t.event_id = p_event.id);
begin
  return query
    with tickets as (
      select i.ticket_type_id,
        count(*) filter (where i.status in ('valid', 'used')) as sold,
        count(*) filter (where i.status = 'used') as scanned,
        count(*) filter (where i.status = 'refunded') as refunded
      from sales.ticket_instances as i
      where i.org_id = p_event.org_id and i.event_id = p_event.id
      group by i.ticket_type_id
    ), lines as (
      select l.ticket_type_id,
        sum(l.quantity) filter (where o.status = 'pending') as held,
        sum(l.total_amount) filter (where o.status <> 'pending') as amount
      from sales.order_items as l
      join sales.orders as o on o.org_id = l.org_id and o.id = l.order_id
      where l.org_id = p_event.org_id
        and l.ticket_type_id = any (v_types)
        and o.org_id = p_event.org_id
        and o.event_id = p_event.id
        and o.status in ('pending', 'paid', 'partially_refunded')
      group by l.ticket_type_id
    ), gone as (
      select g.ticket_type_id, sum(g.amount) as amount
      from sales.money_gone(p_event) as g
      group by g.ticket_type_id
    )
    select y.id, coalesce(t.sold, 0), coalesce(t.scanned, 0), coalesce(t.refunded, 0),
      coalesce(l.held, 0)::bigint, (coalesce(l.amount, 0) - coalesce(g.amount, 0))::bigint
    from unnest(v_types) as y (id)
    left join tickets as t on t.ticket_type_id = y.id
    left join lines as l on l.ticket_type_id = y.id
    left join gone as g on g.ticket_type_id = y.id;
end
$$;
revoke all on function sales.tickets_of_event(events.events) from public;
