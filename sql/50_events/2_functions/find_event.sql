-- An event of an org that the caller has a permission in. Raises missing_field, sign_in_required,
-- not_found, not_allowed.
create or replace function events.find_event(p_event_id uuid, p_permission text)
  returns events.events
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_event events.events;
begin
  select e.* into v_event
  from events.events as e
  where e.id = core.require_id('event_id', p_event_id) and e.deleted_at is null;
  perform tenancy.authorise(v_event.org_id, p_permission, 'event', p_event_id);
  return v_event;
end
$$;
revoke all on function events.find_event(uuid, text) from public;
