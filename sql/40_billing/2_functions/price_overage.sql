-- What tickets above a limit cost: those of the events together that exceed it, divided over the
-- events by what each sold, at the rounded running total in the order of their ids, and each at the
-- fee of its event. So the outcome depends on the numbers alone, not on who sold first. The arrays
-- run in parallel. Where sales stop at the limit
-- nothing is asked.
create or replace function billing.price_overage(
  p_org_id uuid,
  p_limits billing.limits,
  p_event_ids uuid[],
  p_tickets integer[]
)
  returns billing.overage
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_overage billing.overage;
begin
  with sold as (
    select e.event_id, greatest(e.tickets, 0) as tickets
    from unnest(p_event_ids, p_tickets) as e (event_id, tickets)
  ),
  running as (
    select s.event_id, s.tickets, sum(s.tickets) over (order by s.event_id) as upto,
      sum(s.tickets) over () as total
    from sold as s
  ),
  divided as (
    select r.event_id, r.tickets,
      (round(x.overage * r.upto / greatest(r.total, 1))
        - round(x.overage * (r.upto - r.tickets) / greatest(r.total, 1)))::integer as overage
    from running as r
    cross join lateral (
      select greatest(r.total - p_limits.ticket_limit, 0)::numeric as overage
    ) as x
  ),
  priced as (
    select d.*, coalesce(f.amount, 0) as amount
    from divided as d
    cross join lateral (
      select case when p_limits.overage_amount is not null and d.overage > 0
        then billing.get_overage_fee(p_org_id, d.event_id) end as amount
    ) as f
  )
  select
    coalesce(sum(p.overage), 0), coalesce(sum(p.overage * p.amount), 0),
    coalesce(jsonb_agg(jsonb_build_object(
      'event_id', p.event_id, 'tickets', p.tickets, 'overage_tickets', p.overage,
      'overage_amount', p.amount, 'total', p.overage * p.amount) order by p.event_id), '[]')
  into v_overage.tickets, v_overage.amount, v_overage.events
  from priced as p;
  return v_overage;
end
$$;
revoke all on function billing.price_overage(uuid, billing.limits, uuid[], integer[]) from public;
