-- Puts a draft on sale. For staff with events.manage. Raises event_incomplete and
-- publishing_blocked with everything on its checklist that is not done, org_suspended,
-- invalid_transition. An event that is on sale already stays as it is. Returns {event_id, status}.
-- Locks: event; where the plan allows but so many events at once the org before it; capacity pools,
-- last.
create or replace function events.publish_event(p_event_id uuid)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_event events.events;
begin
  perform events.lock_org_of(p_event_id);
  v_event := events.lock_event(p_event_id);
  if v_event.status = 'draft' then
    return events.put_on_sale(v_event);
  end if;
  perform tenancy.guard_not_suspended(v_event.org_id);
  return events.move_event(v_event, 'published');
end
$$;
revoke all on function events.publish_event(uuid) from public;
grant execute on function events.publish_event(uuid) to authenticated;
