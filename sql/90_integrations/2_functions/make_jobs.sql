-- Makes the jobs of what changed in an org after one number of the feed and up to another, for all
-- of its integrations that listen, or for one. What was made already is left as it is. Of a start
-- list it is enough to tell that it changed: one job per event.
create or replace function integrations.make_jobs(
  p_org_id uuid,
  p_after bigint,
  p_until bigint,
  p_integration_id uuid default null
)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  with told as materialized (
    select
      i.id as integration_id, k.payload, c.change_id, c.event_type, c.entity_type, c.entity_id,
      c.event_id, c.occurred_at, c.number
    from integrations.changes_between(p_org_id, p_after, p_until, 2147483647)
      with ordinality as c (
        change_id, event_type, entity_type, entity_id, event_id, occurred_at, data, number)
    join integrations.integrations as i
      on i.org_id = p_org_id
      and i.deleted_at is null
      and i.status <> 'disabled'
      and (p_integration_id is null or i.id = p_integration_id)
      and (p_integration_id is not null or c.change_id > i.starts_after)
      and (i.event_id is null or i.event_id = c.event_id)
      and integrations.is_subscribed(i.event_types, c.event_type)
    join integrations.kinds as k on k.kind = i.kind
  ),
  made as (
    insert into integrations.jobs (
      org_id, integration_id, change_id, event_type, entity_type, entity_id, occurred_at
    )
    select p_org_id, n.integration_id, n.change_id, n.event_type, n.entity_type, n.entity_id,
      n.occurred_at
    from (
      select t.integration_id, t.change_id, t.event_type, t.entity_type, t.entity_id,
        t.occurred_at, t.number
      from told as t
      where t.payload <> 'start_list'
      union all
      select t.integration_id, max(t.change_id), 'start_list.changed', 'event',
        t.event_id::text, max(t.occurred_at), max(t.number)
      from told as t
      where t.payload = 'start_list' and t.event_id is not null
      group by t.integration_id, t.event_id
    ) as n
    order by n.number
    on conflict (org_id, integration_id, change_id, event_type, entity_id) do nothing
    returning integration_id
  )
  update integrations.turns as t
  set due_at = least(t.due_at, core.clock())
  from (select distinct m.integration_id from made as m) as m
  where t.org_id = p_org_id and t.integration_id = m.integration_id;
end
$$;
revoke all on function integrations.make_jobs(uuid, bigint, bigint, uuid) from public;
