-- Locks an event for a change by staff: authorises for events.manage, raises not_found.
create or replace function events.lock_event(p_event_id uuid)
  returns events.events
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_event events.events;
begin
  if p_event_id is null then
    perform core.fail('missing_field', jsonb_build_object('field', 'event_id'));
  end if;
  select e.* into v_event from events.events as e where e.id = p_event_id and e.deleted_at is null;
  perform tenancy.authorise(v_event.org_id, 'events.manage', 'event', p_event_id);
  select e.* into strict v_event
  from events.events as e
  where e.org_id = v_event.org_id and e.id = p_event_id
  for no key update;
  return v_event;
end
$$;
revoke all on function events.lock_event(uuid) from public;
