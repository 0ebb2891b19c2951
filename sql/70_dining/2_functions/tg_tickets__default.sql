-- One ticket of a location is the default: whoever becomes it takes it over.
create or replace function dining.tg_tickets__default()
  returns trigger
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  update dining.tickets as t
  set is_default = false
  where t.org_id = new.org_id and t.location_id = new.location_id and t.id <> new.id
    and t.is_default
    and new.org_id = any (array(select tenancy.orgs_with('dining.manage')));
  return new;
end
$$;
revoke all on function dining.tg_tickets__default() from public;
