-- The next in the queue who can be served with what is left of the pools, {pool_id: number}, after
-- a position, and the wave that they get: their own, or the first with room. Whoever wants more
-- places than there are is passed over and keeps their position. One who is just leaving is passed
-- over too: who hands out places waits for nobody. `p_entry_id`: out of turn, only that one.
create or replace function sales.next_waiting(
  p_event events.events,
  p_ticket_type_ids uuid[],
  p_rooms jsonb,
  p_after integer,
  p_entry_id uuid,
  out entry sales.waitlist_entries,
  out wave_id uuid
)
  returns record
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_next record;
begin
  loop
    select e.id, e.position, p.wave_id into v_next
    from sales.places_of(p_event, p_ticket_type_ids, p_rooms, 0) as p
    cross join lateral (
      select e.id, e.position
      from sales.waitlist_entries as e
      where e.org_id = p_event.org_id and e.ticket_type_id = p.ticket_type_id
        and e.status = 'waiting' and e.position > p_after and e.quantity <= p.room
        and (e.wave_id is null or e.wave_id = p.wave_id)
        and (p_entry_id is null or e.id = p_entry_id)
      order by e.position
      limit 1
    ) as e
    order by e.position, p.starts_at, p.wave_id
    limit 1;
    exit when not found;
    select e.* into entry
    from sales.waitlist_entries as e
    where e.org_id = p_event.org_id and e.id = v_next.id and e.status = 'waiting'
    for no key update skip locked;
    wave_id := v_next.wave_id;
    exit when found;
    p_after := v_next.position;
  end loop;
end
$$;
revoke all on function sales.next_waiting(events.events, uuid[], jsonb, integer, uuid) from public;
