-- Makes the next jobs of one integration that is told what it missed, at most those of `p_limit`
-- numbers of the audit log; they are delivered when all are there. Returns how many numbers it went
-- through. Locks: its row of progress, then its turn.
create or replace function integrations.catch_up(p_limit integer)
  returns integer
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_missed integrations.catch_ups;
  v_until bigint;
begin
  select c.* into v_missed
  from integrations.catch_ups as c
  join integrations.integrations as i on i.org_id = c.org_id and i.id = c.integration_id
  where i.status <> 'disabled'
  order by c.last_change_id
  limit 1
  for no key update of c skip locked;
  if not found then
    return 0;
  end if;
  v_until := least(v_missed.done_until + p_limit, v_missed.last_change_id);
  perform integrations.make_jobs(
    v_missed.org_id, v_missed.done_until, v_until, v_missed.integration_id);
  if v_until = v_missed.last_change_id then
    delete from integrations.catch_ups as c
    where c.org_id = v_missed.org_id and c.integration_id = v_missed.integration_id;
    update integrations.turns as t
    set due_at = core.clock()
    where t.org_id = v_missed.org_id and t.integration_id = v_missed.integration_id;
  else
    update integrations.catch_ups as c
    set done_until = v_until
    where c.org_id = v_missed.org_id and c.integration_id = v_missed.integration_id;
  end if;
  return v_until - v_missed.done_until;
end
$$;
revoke all on function integrations.catch_up(integer) from public;
