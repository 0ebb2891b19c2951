-- The plan that the bench's own org sells under.

-- Puts the org on a plan and holds it to its terms, with room for all that is measured; without a
-- plan nobody is asked for one.
create function bench.use_plan(p_plan text)
  returns void
  language plpgsql
  volatile
  set search_path = ''
as $$
begin
  update core.settings set value = to_jsonb(p_plan is not null)
  where key = 'billing.plans_required';
  delete from billing.subscriptions as s where s.org_id = bench.own_org();
  if p_plan is not null then
    insert into billing.subscriptions (org_id, plan, status)
    values (bench.own_org(), p_plan::billing.plan, 'active');
    insert into billing.plan_overrides (org_id, ticket_limit, reason)
    values (bench.own_org(), 10000000, 'Bench')
    on conflict (org_id) do nothing;
  end if;
  -- The limit of the plan before goes altogether, so that nothing else pays for it.
  perform set_config('session_replication_role', 'replica', true);
  delete from events.ticket_type_pools as t
  using events.events as e
  where e.org_id = bench.own_org() and t.org_id = e.org_id and t.pool_id = e.id;
  delete from events.capacity_lanes as l
  using events.events as e
  where e.org_id = bench.own_org() and l.org_id = e.org_id and l.pool_id = e.id;
  delete from events.capacity_pools as p where p.org_id = bench.own_org() and p.id = p.event_id;
  perform set_config('session_replication_role', 'origin', true);
  perform events.apply_plan_limit(e.org_id, e.id)
  from events.events as e
  where e.org_id = bench.own_org() and e.status = 'published'
  order by e.id;
end
$$;
