-- Gives each new pool its lanes.
create or replace function events.tg_capacity_pools__lanes()
  returns trigger
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  perform events.spread_capacity(new.org_id, new.id, new.capacity);
  return null;
end
$$;
revoke all on function events.tg_capacity_pools__lanes() from public;
