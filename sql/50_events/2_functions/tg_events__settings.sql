-- Gives each new event its settings, with the platform's service fee to begin with.
create or replace function events.tg_events__settings()
  returns trigger
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_minimum integer := core.setting('events.service_fee_minimum')::integer;
  v_maximum integer := core.setting('events.service_fee_maximum')::integer;
begin
  insert into events.event_settings (
    org_id, event_id, service_fee_rate, service_fee_minimum, service_fee_maximum
  ) values (
    new.org_id, new.id, core.setting('events.service_fee_rate')::integer, v_minimum,
    case when v_maximum > 0 then greatest(v_maximum, v_minimum) end
  );
  return null;
end
$$;
revoke all on function events.tg_events__settings() from public;
