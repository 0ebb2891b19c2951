-- What an org may do on a plan: its terms, but where something else was agreed
-- (billing.plan_overrides). Without a plan it may do nothing.
create or replace function billing.limits_of(p_org_id uuid, p_plan billing.plan)
  returns billing.limits
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_limits billing.limits;
begin
  select
    p.plan, coalesce(o.max_active_events, p.max_active_events),
    coalesce(o.ticket_limit, p.ticket_limit), p.limit_period,
    coalesce(o.overage_amount, p.overage_amount)
  into v_limits
  from billing.plans as p
  left join billing.plan_overrides as o on o.org_id = p_org_id
  where p.plan = p_plan;
  if not found then
    v_limits := row(null, 0, 0, 'event', null)::billing.limits;
  end if;
  return v_limits;
end
$$;
revoke all on function billing.limits_of(uuid, billing.plan) from public;
