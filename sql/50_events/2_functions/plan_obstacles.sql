-- The limits of a plan that an org would exceed: how many events may be on sale at once, and how
-- many tickets, where the plan allows fewer than its present one. See billing.plan_checks.
create or replace function events.plan_obstacles(p_org_id uuid, p_plan billing.plan)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_limits billing.limits := billing.limits_of(p_org_id, p_plan);
  v_active integer := events.count_active(p_org_id);
  v_sold integer := (billing.usage_of(p_org_id, null, p_plan)).tickets_sold;
  v_obstacles jsonb := '[]';
begin
  if v_active > v_limits.max_active_events then
    v_obstacles := v_obstacles || jsonb_build_object(
      'limit', 'active_events', 'used', v_active, 'max', v_limits.max_active_events,
      'reason', format(
        '%s events are on sale, and it allows %s', v_active, v_limits.max_active_events));
  end if;
  if v_sold > v_limits.ticket_limit
    and v_limits.ticket_limit < (billing.limit_of(p_org_id)).ticket_limit
  then
    v_obstacles := v_obstacles || jsonb_build_object(
      'limit', 'tickets', 'used', v_sold, 'max', v_limits.ticket_limit,
      'reason', format(
        '%s tickets are sold %s, and it allows %s', v_sold,
        case v_limits.limit_period when 'month' then 'this month' else 'for one event' end,
        v_limits.ticket_limit));
  end if;
  return v_obstacles;
end
$$;
revoke all on function events.plan_obstacles(uuid, billing.plan) from public;
