-- Keeps what staff adds to a limit for those who wait. Whoever changes a limit has locked its
-- lanes.
create or replace function sales.tg_capacity_pools__waitlist()
  returns trigger
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  perform sales.keep_for_waitlist(new.org_id, new.id, new.capacity - old.capacity);
  return null;
end
$$;
revoke all on function sales.tg_capacity_pools__waitlist() from public;
