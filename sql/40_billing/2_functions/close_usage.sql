-- Closes what an org used in a month, or of an event: writes its record with the terms of this
-- moment, and asks for the overage. What was counted only after the record was written is attached
-- to it, and asked for no more. Nothing happens while tickets of it are still to be added up.
create or replace function billing.close_usage(
  p_org_id uuid,
  p_event_id uuid,
  p_month date,
  p_period_start timestamptz,
  p_period_end timestamptz
)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_limits billing.limits := billing.limit_of(p_org_id);
  v_event_ids uuid[];
  v_tickets integer[];
  v_overage billing.overage;
  v_id uuid := core.new_id();
begin
  if exists (
    select from billing.usage_entries as e
    where e.org_id = p_org_id and (e.event_id = p_event_id or e.month = p_month)
  ) then
    return;
  end if;
  select array_agg(u.event_id), array_agg(u.tickets) into v_event_ids, v_tickets
  from (
    select o.event_id,
      sum(case when p_month is null then o.in_event else o.in_month end)::integer as tickets
    from billing.open_usage(p_org_id) as o
    where o.event_id = p_event_id or o.month = p_month
    group by o.event_id
  ) as u;
  v_overage := billing.price_overage(p_org_id, v_limits, v_event_ids, v_tickets);
  insert into billing.usage_records (
    org_id, id, event_id, plan, period_start, period_end, ticket_limit, tickets_sold,
    overage_tickets, overage_fee_total, events
  ) values (
    p_org_id, v_id, p_event_id, v_limits.plan, p_period_start, p_period_end, v_limits.ticket_limit,
    (select coalesce(sum(greatest(t, 0)), 0) from unnest(v_tickets) as t),
    v_overage.tickets, v_overage.amount, v_overage.events)
  on conflict (org_id, event_id, period_start) do nothing;
  if found then
    perform billing.ask_overage(p_org_id, v_id);
  end if;
  update billing.event_usage as u
  set usage_record_id = r.id
  from billing.usage_records as r
  where r.org_id = p_org_id and r.event_id is not distinct from p_event_id
    and r.period_start = p_period_start
    and u.org_id = p_org_id and u.usage_record_id is null
    and (u.event_id = p_event_id or u.month = p_month);
end
$$;
revoke all on function billing.close_usage(uuid, uuid, date, timestamptz, timestamptz) from public;
