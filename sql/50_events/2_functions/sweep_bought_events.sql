-- Puts events on sale that were paid for one by one. One that is refused stays a draft: its
-- checklist says why, the audit log has the refusal, and it can be published at any time. What
-- breaks keeps its place, with what broke, and is tried again in a minute; others go on. An org
-- that somebody else is at, or that is on its way to another cell, is left for later. Sweep
-- `bought_events`. Locks: org and event, waiting for neither, then capacity pools.
create or replace function events.sweep_bought_events(p_limit integer)
  returns integer
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_event events.events;
  v_count integer := 0;
  v_state text;
  v_message text;
  v_detail text;
begin
  for v_event in
    select e.*
    from events.bought_events as b
    join tenancy.orgs as o on o.id = b.org_id and o.moving_at is null
    join events.events as e on e.org_id = b.org_id and e.id = b.event_id
    where b.due_at <= core.clock()
    order by b.due_at
    limit p_limit
    for update of b skip locked
    for no key update of o, e skip locked
  loop
    v_count := v_count + 1;
    begin
      if v_event.status = 'draft' and v_event.deleted_at is null then
        perform events.put_on_sale(v_event);
      end if;
    exception when others then
      get stacked diagnostics
        v_state = returned_sqlstate, v_message = message_text, v_detail = pg_exception_detail;
      if v_state !~ '^PT4' then
        update events.bought_events as b
        set problem = left(v_message, 500), due_at = core.clock() + interval '1 minute'
        where b.org_id = v_event.org_id and b.event_id = v_event.id;
        continue;
      end if;
      perform core.audit(
        v_event.org_id, 'event', v_event.id::text, 'event.publishing_refused', null,
        v_detail::jsonb);
    end;
    delete from events.bought_events as b
    where b.org_id = v_event.org_id and b.event_id = v_event.id;
  end loop;
  return v_count;
end
$$;
revoke all on function events.sweep_bought_events(integer) from public;
