-- Keeps the places of a wave that is opened (again) for those who wait.
create or replace function sales.tg_waves__waitlist()
  returns trigger
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  perform sales.keep_for_waitlist(new.org_id, new.id);
  return null;
end
$$;
revoke all on function sales.tg_waves__waitlist() from public;
