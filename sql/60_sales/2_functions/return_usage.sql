-- Gives tickets that ended back to what their org used of its plan: to the event and the month in
-- which each was first sold, whatever it was swapped or deferred to since.
create or replace function sales.return_usage(p_org_id uuid, p_ticket_ids uuid[])
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  perform billing.record_return(p_org_id, s.event_id, s.paid_at, s.tickets::integer)
  from (
    with recursive origin as (
      select t.id, o.event_id, o.paid_at, o.credit_order_id
      from sales.ticket_instances as t
      join sales.orders as o on o.org_id = t.org_id and o.id = t.order_id
      where t.org_id = p_org_id and t.id = any (p_ticket_ids)
      union all
      select n.id, o.event_id, o.paid_at, o.credit_order_id
      from origin as n
      join sales.orders as o on o.org_id = p_org_id and o.id = n.credit_order_id
    )
    select f.event_id, f.paid_at, count(*) as tickets
    from origin as f
    where f.credit_order_id is null
    group by f.event_id, f.paid_at
  ) as s;
end
$$;
revoke all on function sales.return_usage(uuid, uuid[]) from public;
