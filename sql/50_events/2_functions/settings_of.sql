-- The settings of an event.
create or replace function events.settings_of(p_event events.events)
  returns events.event_settings
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_settings events.event_settings;
begin
  select s.* into strict v_settings
  from events.event_settings as s
  where s.org_id = p_event.org_id and s.event_id = p_event.id;
  return v_settings;
end
$$;
revoke all on function events.settings_of(events.events) from public;
