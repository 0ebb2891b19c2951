-- Ends the sale of a published event for good. For staff with events.manage. Returns
-- {event_id, status}.
create or replace function events.close_event(p_event_id uuid)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  return events.move_event(events.lock_event(p_event_id), 'closed');
end
$$;
revoke all on function events.close_event(uuid) from public;
grant execute on function events.close_event(uuid) to authenticated;
