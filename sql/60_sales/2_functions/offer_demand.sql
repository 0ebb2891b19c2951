-- What an offer of places holds while it is open: its quantity of each pool that the ticket type
-- draws on today, and of its wave. Read it with the offer locked: ticket types whose offers are
-- locked are put onto no other pools.
create or replace function sales.offer_demand(
  p_org_id uuid,
  p_ticket_type_id uuid,
  p_wave_id uuid,
  p_quantity integer
)
  returns sales.demand
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_demand sales.demand;
begin
  select array_agg(d.id order by d.id), array_agg(p_quantity order by d.id) into v_demand
  from (
    select m.pool_id as id
    from events.ticket_type_pools as m
    where m.org_id = p_org_id and m.ticket_type_id = p_ticket_type_id
    union all
    select p_wave_id where p_wave_id is not null
  ) as d;
  return v_demand;
end
$$;
revoke all on function sales.offer_demand(uuid, uuid, uuid, integer) from public;
