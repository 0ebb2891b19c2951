-- The event that somebody at the door asks about: one of a terminal's, or of an org in which the
-- caller has tickets.scan. Raises what door.scanner() and sales.authorise_event() raise.
create or replace function door.authorise_door(p_event_id uuid)
  returns events.events
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_scanner door.scanner;
  v_event events.events;
begin
  if current_setting('request.jwt.claims', true)::jsonb ->> 'role' = 'scanner_terminal' then
    v_scanner := door.scanner(p_event_id, null);
    select e.* into v_event
    from events.events as e
    where e.org_id = v_scanner.org_id and e.id = p_event_id;
    return v_event;
  end if;
  return sales.authorise_event(p_event_id, 'tickets.scan');
end
$$;
revoke all on function door.authorise_door(uuid) from public;
