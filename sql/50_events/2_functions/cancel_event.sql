-- Calls an event off; nothing can be bought any more. For staff with events.manage. Returns
-- {event_id, status}.
create or replace function events.cancel_event(p_event_id uuid)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  return events.move_event(events.lock_event(p_event_id), 'cancelled');
end
$$;
revoke all on function events.cancel_event(uuid) from public;
grant execute on function events.cancel_event(uuid) to authenticated;
