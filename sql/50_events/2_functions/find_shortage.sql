-- The first of the wanted ticket types that cannot be had as things stand committed, with how many
-- are left; nulls when all seem to be there. Takes no lock, so it promises nothing.
create or replace function events.find_shortage(
  p_org_id uuid,
  p_ticket_type_ids uuid[],
  p_quantities integer[],
  out ticket_type_id uuid,
  out quantity integer,
  out available integer
)
  returns record
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  select w.ticket_type_id, w.quantity, events.remaining_capacity(p_org_id, m.pool_id)
  into ticket_type_id, quantity, available
  from unnest(p_ticket_type_ids, p_quantities) with ordinality as w (ticket_type_id, quantity, line)
  join events.ticket_type_pools as m
    on m.org_id = p_org_id and m.ticket_type_id = w.ticket_type_id
  cross join lateral (
    -- All that this cart wants of the pool, whichever lines draw on it.
    select sum(o.quantity) as quantity
    from unnest(p_ticket_type_ids, p_quantities) as o (ticket_type_id, quantity)
    join events.ticket_type_pools as om
      on om.org_id = p_org_id and om.ticket_type_id = o.ticket_type_id and om.pool_id = m.pool_id
  ) as demand
  where events.remaining_capacity(p_org_id, m.pool_id) < demand.quantity
  order by w.line
  limit 1;
end
$$;
revoke all on function events.find_shortage(uuid, uuid[], integer[]) from public;
