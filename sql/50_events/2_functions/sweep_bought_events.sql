-- Puts events on sale that were paid for one by one. One that is not ready stays a draft: its
-- checklist says why, and it can be published at any time. Sweep `bought_events`. Locks: org,
-- event, then capacity pools.
create or replace function events.sweep_bought_events(p_limit integer)
  returns integer
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_bought events.bought_events;
  v_event events.events;
  v_count integer := 0;
begin
  for v_bought in
    select b.* from events.bought_events as b order by b.bought_at limit p_limit
    for update skip locked
  loop
    v_count := v_count + 1;
    delete from events.bought_events as b
    where b.org_id = v_bought.org_id and b.event_id = v_bought.event_id;
    perform tenancy.lock_org(v_bought.org_id);
    select e.* into v_event
    from events.events as e
    where e.org_id = v_bought.org_id and e.id = v_bought.event_id
      and e.status = 'draft' and e.deleted_at is null
    for no key update;
    continue when not found;
    begin
      perform events.put_on_sale(v_event);
    exception when others then
      if sqlstate !~ '^PT4' then
        raise;
      end if;
    end;
  end loop;
  return v_count;
end
$$;
revoke all on function events.sweep_bought_events(integer) from public;
