-- The limit of a plan that an org's events would exceed: how many may be on sale at once. See
-- billing.plan_checks.
create or replace function events.plan_obstacles(p_org_id uuid, p_plan billing.plan)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_max integer := (billing.plan_terms(p_plan)).max_active_events;
  v_used integer;
begin
  select count(*) into v_used
  from events.events as e
  where e.org_id = p_org_id
    and e.status = 'published'
    and e.deleted_at is null
    and e.ends_at > core.clock();
  if v_used > v_max then
    return jsonb_build_array(jsonb_build_object(
      'limit', 'active_events', 'used', v_used, 'max', v_max,
      'reason', format('%s events are on sale, and it allows %s', v_used, v_max)));
  end if;
  return '[]';
end
$$;
revoke all on function events.plan_obstacles(uuid, billing.plan) from public;
