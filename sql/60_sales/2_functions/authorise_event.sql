-- The event that staff asks for something about. Raises missing_field, and what
-- tenancy.authorise() raises; an event that was deleted looks like one that never was.
create or replace function sales.authorise_event(p_event_id uuid, p_permission text)
  returns events.events
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_event events.events;
begin
  perform core.require_id('event_id', p_event_id);
  select e.* into v_event from events.events as e where e.id = p_event_id and e.deleted_at is null;
  perform tenancy.authorise(v_event.org_id, p_permission, 'event', p_event_id);
  return v_event;
end
$$;
revoke all on function sales.authorise_event(uuid, text) from public;
