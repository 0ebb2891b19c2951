-- Keeps the places of waves that ticket types may start in from now on for those who wait. Once per
-- statement, so that pools are locked in one order.
create or replace function sales.tg_wave_ticket_types__waitlist()
  returns trigger
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  perform sales.keep_for_waitlist(w.org_id, w.wave_id)
  from (
    select distinct c.org_id, c.wave_id from changed as c order by c.org_id, c.wave_id
  ) as w;
  return null;
end
$$;
revoke all on function sales.tg_wave_ticket_types__waitlist() from public;
