-- What an org sold above a limit and is still to be billed for: this month, or of one event where
-- the plan counts by event.
create or replace function billing.overage_of(
  p_org_id uuid,
  p_event_id uuid,
  p_limits billing.limits
)
  returns billing.overage
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_month date := billing.month_of(core.clock());
  v_event_ids uuid[];
  v_tickets integer[];
begin
  if p_limits.limit_period = 'month' then
    select array_agg(u.event_id), array_agg(u.in_month) into v_event_ids, v_tickets
    from billing.open_usage(p_org_id) as u
    where u.month = v_month;
  else
    select array_agg(u.event_id), array_agg(u.tickets) into v_event_ids, v_tickets
    from (
      select o.event_id, sum(o.in_event)::integer as tickets
      from billing.open_usage(p_org_id) as o
      where o.event_id = p_event_id
      group by o.event_id
    ) as u;
  end if;
  return billing.price_overage(p_org_id, p_limits, v_event_ids, v_tickets);
end
$$;
revoke all on function billing.overage_of(uuid, uuid, billing.limits) from public;
