-- Hands out what came free for those who wait, of the event that has it longest. Sweep
-- `sales.serve_waitlists`; one event at a time, so that pools are locked in one order. Locks:
-- pools, then entries, skipping locked ones.
create or replace function sales.sweep_waitlist_reserves(p_limit integer)
  returns integer
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_reserve sales.waitlist_reserves;
  v_made integer;
begin
  select r.* into v_reserve
  from sales.waitlist_reserves as r
  order by r.since, r.org_id, r.event_id
  limit 1;
  if not found then
    return 0;
  end if;
  v_made := sales.serve_waitlist(v_reserve.org_id, v_reserve.event_id, p_limit);
  -- A full batch says that there is more to do, whichever event it is for.
  return case when exists (select from sales.waitlist_reserves) then p_limit else v_made end;
end
$$;
revoke all on function sales.sweep_waitlist_reserves(integer) from public;
