-- Has an event go on sale whose price has been paid. Money for an event that is gone is no error.
create or replace function events.tg_charges__bought()
  returns trigger
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  insert into events.bought_events (org_id, event_id)
  select e.org_id, e.id from events.events as e
  where e.org_id = new.org_id and e.id = new.event_id
  on conflict do nothing;
  return null;
end
$$;
revoke all on function events.tg_charges__bought() from public;
