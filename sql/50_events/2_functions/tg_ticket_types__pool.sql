-- Keeps a ticket type's own pool in step with its capacity: makes it with the ticket type, raises
-- or lowers it afterwards, never below what is sold and held. No capacity is a pool of a billion,
-- so that sales are counted all the same and a limit can still come later.
create or replace function events.tg_ticket_types__pool()
  returns trigger
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_capacity integer := coalesce(new.capacity, 1000000000);
begin
  if tg_op = 'INSERT' then
    insert into events.capacity_pools (org_id, id, event_id, capacity)
    values (new.org_id, new.id, new.event_id, v_capacity);
    perform events.spread_capacity(new.org_id, new.id, v_capacity);
    insert into events.ticket_type_pools (org_id, ticket_type_id, pool_id)
    values (new.org_id, new.id, new.id);
  elsif new.capacity is distinct from old.capacity then
    perform events.set_capacity(new.org_id, new.id, v_capacity);
  end if;
  return null;
end
$$;
revoke all on function events.tg_ticket_types__pool() from public;
