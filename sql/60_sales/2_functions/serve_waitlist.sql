-- Hands out what is left of an event to those who wait for it, in the order in which they joined,
-- at most so many offers. Returns how many it made. What nobody who waits can use goes to the
-- public. Locks: pools in ascending id; entries, skipping locked ones.
create or replace function sales.serve_waitlist(p_org_id uuid, p_event_id uuid, p_limit integer)
  returns integer
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_event events.events;
  v_ticket_type_ids uuid[];
  v_pools jsonb;
  v_rooms jsonb;
  v_next record;
  v_after integer := 0;
  v_made integer := 0;
begin
  select e.* into strict v_event
  from events.events as e
  where e.org_id = p_org_id and e.id = p_event_id;
  v_pools := sales.open_waitlist(v_event);
  v_rooms := sales.rooms_of(v_pools);
  v_ticket_type_ids := sales.types_to_serve(v_event);
  while v_made < p_limit loop
    v_next := sales.next_waiting(v_event, v_ticket_type_ids, v_rooms, v_after, null);
    exit when (v_next.entry).id is null;
    perform sales.make_offer(v_event, v_next.entry, v_next.wave_id, null);
    v_rooms := sales.less_room(v_rooms, v_next.entry, v_next.wave_id);
    v_after := (v_next.entry).position;
    v_made := v_made + 1;
  end loop;
  perform sales.settle_waitlist(p_org_id, v_pools, v_rooms, v_made < p_limit);
  return v_made;
end
$$;
revoke all on function sales.serve_waitlist(uuid, uuid, integer) from public;
