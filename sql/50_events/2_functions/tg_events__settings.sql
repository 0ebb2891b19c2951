-- Gives each new event its settings.
create or replace function events.tg_events__settings()
  returns trigger
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  insert into events.event_settings (org_id, event_id) values (new.org_id, new.id);
  return null;
end
$$;
revoke all on function events.tg_events__settings() from public;
