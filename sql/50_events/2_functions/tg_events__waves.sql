-- Takes the waves of an event along when its new dates leave one of them outside; as long as all
-- still fit, none is touched. Waves that do not fit then either refuse the change, with
-- wave_outside_event.
create or replace function events.tg_events__waves()
  returns trigger
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  if exists (
    select 1 from events.waves as w
    where w.org_id = new.org_id and w.event_id = new.id and w.deleted_at is null
      and not events.is_during(new, w.starts_at)
  ) then
    -- Their own trigger checks where they land.
    update events.waves as w
    set starts_at = coalesce(events.shifted(
      w.starts_at,
      (new.starts_at at time zone new.time_zone) - (old.starts_at at time zone new.time_zone),
      new.time_zone), w.starts_at)
    where w.org_id = new.org_id and w.event_id = new.id and w.deleted_at is null;
  end if;
  return null;
end
$$;
revoke all on function events.tg_events__waves() from public;
