-- How many orgs there are and how they stand: {total, active, suspended, churned, new,
-- new_this_month, new_last_month, new_per_week: [{week, orgs}]}. Churned: a subscription of theirs
-- has ended, and none followed. `new` is of the period; weeks (from Monday) are its last twelve.
create or replace function platform.count_orgs(p_first date, p_end date, p_today date)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_zone text := core.setting('billing.time_zone') #>> '{}';
  v_month date := date_trunc('month', p_today::timestamp)::date;
  v_weeks_from date := greatest(
    date_trunc('week', p_first::timestamp)::date,
    date_trunc('week', (p_end - 1)::timestamp)::date - 77);
  v_first_at timestamptz := platform.start_of_day(p_first);
  v_end_at timestamptz := platform.start_of_day(p_end);
  v_month_at timestamptz := platform.start_of_day(v_month);
  v_before_at timestamptz := platform.start_of_day((v_month - interval '1 month')::date);
  v_counts jsonb;
begin
  with ended as (
    select s.org_id
    from billing.subscriptions as s
    group by s.org_id
    having bool_and(s.status = 'cancelled')
      and bool_or(s.current_period_start is not null)
  ), orgs as (
    select g.suspended_at is not null as is_suspended, e.org_id is not null as has_ended,
      g.created_at
    from tenancy.orgs as g
    left join ended as e on e.org_id = g.id
    where g.deleted_at is null
  )
  select jsonb_build_object(
    'total', count(*),
    'active', count(*) filter (where not o.is_suspended and not o.has_ended),
    'suspended', count(*) filter (where o.is_suspended),
    'churned', count(*) filter (where not o.is_suspended and o.has_ended),
    'new', count(*) filter (where o.created_at >= v_first_at and o.created_at < v_end_at),
    'new_this_month', count(*) filter (where o.created_at >= v_month_at),
    'new_last_month', count(*) filter (
      where o.created_at < v_month_at and o.created_at >= v_before_at))
  into v_counts
  from orgs as o;
  return v_counts || jsonb_build_object('new_per_week', (
    select jsonb_agg(
      jsonb_build_object('week', w.week::date, 'orgs', coalesce(n.orgs, 0)) order by w.week)
    from generate_series(v_weeks_from::timestamp, (p_end - 1)::timestamp, interval '7 days')
      as w (week)
    left join (
      select date_trunc('week', g.created_at at time zone v_zone) as week, count(*) as orgs
      from tenancy.orgs as g
      where g.deleted_at is null and g.created_at >= v_weeks_from::timestamp at time zone v_zone
      group by 1
    ) as n on n.week = w.week
  ));
end
$$;
revoke all on function platform.count_orgs(date, date, date) from public;
