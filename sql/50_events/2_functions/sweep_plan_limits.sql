-- Lets what changed in the terms of orgs (billing.limit_changes) count for their events on sale,
-- `p_limit` orgs at most: one, since it locks pools of several events. An event that had sold more
-- than it may now is looked at again after a minute, so that places which come back do not go on
-- sale again; so is one that is busy.
create or replace function events.sweep_plan_limits(p_limit integer)
  returns integer
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_now timestamptz := core.clock();
  v_count integer := 0;
  v_org_id uuid;
  v_event_id uuid;
  v_fits boolean;
begin
  for v_org_id in
    select c.org_id
    from billing.limit_changes as c
    where c.due_at <= v_now
    order by c.due_at
    limit p_limit
    for update skip locked
  loop
    v_fits := true;
    perform events.lock_lanes(n.org_id, n.id)
    from (
      select p.org_id, p.id
      from events.events as e
      join events.capacity_pools as p on p.org_id = e.org_id and p.event_id = e.id
      where e.org_id = v_org_id and e.status = 'published' and e.ends_at > v_now
        and (billing.ticket_cap(v_org_id) is not null or p.id = p.event_id)
      order by p.id
    ) as n;
    for v_event_id in
      select e.id
      from events.events as e
      where e.org_id = v_org_id and e.status = 'published' and e.ends_at > v_now
      order by e.id
    loop
      begin
        v_fits := events.apply_plan_limit(v_org_id, v_event_id) and v_fits;
      exception when sqlstate 'PT409' or sqlstate 'PT503' then
        v_fits := false;
      end;
    end loop;
    if v_fits then
      delete from billing.limit_changes as c where c.org_id = v_org_id;
    else
      update billing.limit_changes as c
      set due_at = v_now + interval '1 minute'
      where c.org_id = v_org_id;
    end if;
    v_count := v_count + 1;
  end loop;
  return v_count;
end
$$;
revoke all on function events.sweep_plan_limits(integer) from public;
