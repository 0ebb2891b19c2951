-- Says that there is too little left to offer an entry its places: raises sold_out with what is
-- left for it.
create or replace function sales.refuse_offer(
  p_event events.events,
  p_entry sales.waitlist_entries,
  p_rooms jsonb
)
  returns void
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  perform core.fail('sold_out', jsonb_build_object(
    'ticket_type_id', t.id, 'ticket_type', t.name, 'quantity', p_entry.quantity,
    'available', (
      select coalesce(max(p.room), 0)
      from sales.places_of(p_event, array[t.id], p_rooms, 0) as p
      where p_entry.wave_id is null or p.wave_id = p_entry.wave_id
    )
  ))
  from events.ticket_types as t
  where t.org_id = p_entry.org_id and t.id = p_entry.ticket_type_id;
end
$$;
revoke all on function sales.refuse_offer(events.events, sales.waitlist_entries, jsonb) from public;
