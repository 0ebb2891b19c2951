-- A wave starts while its event lasts, as far as the event has dates. Raises wave_outside_event.
create or replace function events.tg_waves__inside_event()
  returns trigger
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_event events.events;
begin
  -- Against a change of the event's dates at the same time.
  select e.* into strict v_event
  from events.events as e
  where e.org_id = new.org_id and e.id = new.event_id
  for share;
  if new.deleted_at is null and not events.is_during(v_event, new.starts_at) then
    perform core.fail('wave_outside_event', jsonb_build_object(
      'wave', new.name, 'starts_at', new.starts_at,
      'event_starts_at', v_event.starts_at, 'event_ends_at', v_event.ends_at));
  end if;
  return null;
end
$$;
revoke all on function events.tg_waves__inside_event() from public;
