-- Makes jobs of what changed in orgs that have integrations, at most `p_limit` numbers of the audit
-- log at a time, and sends workers to integrations that have something to do. How far it came is
-- written in the same transaction, and it goes no further than what is settled: nothing is missed,
-- nothing is told twice. Returns how many numbers it went through.
-- Locks: the row of progress, then turns.
create or replace function integrations.sweep_changes(p_limit integer)
  returns integer
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_settled bigint := core.settled_audit_id();
  v_after bigint;
  v_until bigint;
  v_org_id uuid;
  v_missed integer;
begin
  select f.done_until into v_after from integrations.fan_out as f for no key update skip locked;
  if not found then
    insert into integrations.fan_out (is_only_row) values (true) on conflict do nothing;
    return 0;
  end if;
  -- What happened before the first of those that listen is nobody's business.
  select greatest(v_after, coalesce(min(i.starts_after), v_settled)) into v_after
  from integrations.integrations as i
  where i.deleted_at is null and i.status <> 'disabled';
  v_until := greatest(v_after, least(v_after + p_limit, v_settled));
  for v_org_id in
    select distinct a.org_id
    from core.audit_log as a
    where a.audit_id > v_after
      and a.audit_id <= v_until
      and a.org_id in (
        select i.org_id from integrations.integrations as i
        where i.deleted_at is null and i.status <> 'disabled'
      )
  loop
    perform integrations.make_jobs(v_org_id, v_after, v_until);
  end loop;
  update integrations.fan_out as f set done_until = v_until where f.done_until <> v_until;
  v_missed := integrations.catch_up(p_limit);
  perform integrations.nudge(d.org_id, d.integration_id)
  from (
    select t.org_id, t.integration_id
    from integrations.turns as t
    where t.due_at <= core.clock()
    order by t.due_at
    limit p_limit
    for no key update skip locked
  ) as d;
  return greatest(v_until - v_after, v_missed);
end
$$;
revoke all on function integrations.sweep_changes(integer) from public;
