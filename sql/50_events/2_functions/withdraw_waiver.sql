-- Asks the participants of an event to accept nothing any more; what was accepted stays. Where
-- nothing is asked, nothing changes. For staff with events.manage. Locks: event.
-- Returns {event_id}. Raises missing_field, not_found, not_allowed.
create or replace function events.withdraw_waiver(p_event_id uuid)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_event events.events := events.lock_event(p_event_id);
  v_waiver events.waivers := events.current_waiver(v_event.org_id, v_event.id);
begin
  update events.waivers as w
  set withdrawn_at = core.clock()
  where w.org_id = v_event.org_id and w.event_id = v_event.id and w.version = v_waiver.version;
  return jsonb_build_object('event_id', v_event.id);
end
$$;
revoke all on function events.withdraw_waiver(uuid) from public;
grant execute on function events.withdraw_waiver(uuid) to authenticated;
