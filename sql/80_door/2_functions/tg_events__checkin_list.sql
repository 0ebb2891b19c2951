-- Gives each new event its default check-in list, named in the language of its org.
create or replace function door.tg_events__checkin_list()
  returns trigger
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  insert into door.checkin_lists (org_id, event_id, name, is_default)
  select o.id, new.id, case o.language when 'en' then 'Entrance' else 'Ingang' end, true
  from tenancy.orgs as o
  where o.id = new.org_id;
  return null;
end
$$;
revoke all on function door.tg_events__checkin_list() from public;
