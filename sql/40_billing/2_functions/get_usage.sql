-- What an org used of its plan, exact at this moment: {plan, limit_period, event_id, period_start,
-- period_end, resets_at, ticket_limit, tickets_sold, remaining, percentage, state (ok, warning from
-- 80 %, reached), is_overage_allowed, overage_tickets, overage_amount, currency, events}. A plan
-- that counts by event says it of one: that which is asked for, else of the one that sold most, and
-- then `events` has up to 100 that are not closed yet. For staff with billing.read. Raises
-- missing_field, sign_in_required, not_found, not_allowed.
create or replace function billing.get_usage(p_org_id uuid, p_event_id uuid)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_limits billing.limits;
  v_events jsonb := '[]';
begin
  perform tenancy.authorise(core.require_id('org_id', p_org_id), 'billing.read');
  v_limits := billing.limit_of(p_org_id);
  if v_limits.limit_period = 'event' and p_event_id is null then
    select coalesce(jsonb_agg(
      billing.usage_json(billing.usage_of(p_org_id, u.event_id), v_limits) order by u.tickets desc,
      u.event_id), '[]')
    into v_events
    from (
      select o.event_id, sum(o.in_event) as tickets
      from billing.open_usage(p_org_id) as o
      group by o.event_id
      order by sum(o.in_event) desc, o.event_id
      limit 100
    ) as u;
  end if;
  return billing.usage_json(billing.usage_of(p_org_id, p_event_id), v_limits)
    || jsonb_build_object('events', v_events);
end
$$;
revoke all on function billing.get_usage(uuid, uuid) from public;
grant execute on function billing.get_usage(uuid, uuid) to authenticated;
