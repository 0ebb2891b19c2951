-- Gives places of refunded tickets back to whom the event says: `none` keeps them taken by
-- their order, and nobody waits for a place at an event that was called off. The last statements
-- before commit.
create or replace function sales.give_places_back(p_order sales.orders, p_demand sales.demand)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_to events.place_return;
begin
  select s.refunded_places into v_to
  from events.events as e
  join events.event_settings as s on s.org_id = e.org_id and s.event_id = e.id
  where e.org_id = p_order.org_id and e.id = p_order.event_id and e.status <> 'cancelled';
  if v_to in ('waitlist', 'public') then
    perform sales.release_places(p_order.org_id, p_order.id, p_demand, v_to = 'public');
  end if;
end
$$;
revoke all on function sales.give_places_back(sales.orders, sales.demand) from public;
