-- How plans do: {mrr_amount, mrr_excluding_vat_amount, subscriptions, plans: [{plan, name,
-- monthly_amount, trialing, active, past_due}], churn: {paying, ended, rate}}. Monthly recurring
-- revenue is what the plans of running subscriptions (active or past due) cost per month. Of those
-- that were being paid for when the period began, `ended` ended in it, and their org has none now;
-- the rate is in percent.
create or replace function platform.count_plans(p_first date, p_end date)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_first_at timestamptz := platform.start_of_day(p_first);
  v_end_at timestamptz := platform.start_of_day(p_end);
  v_plans jsonb;
  v_paying bigint;
  v_ended bigint;
begin
  select jsonb_build_object(
    'mrr_amount', coalesce(sum(p.monthly_amount * coalesce(s.active + s.past_due, 0)), 0),
    'mrr_excluding_vat_amount', coalesce(sum(
      round(p.monthly_amount * 10000.0 / (10000 + p.vat_basis_points))
      * coalesce(s.active + s.past_due, 0)), 0),
    'subscriptions', coalesce(sum(s.trialing + s.active + s.past_due), 0),
    'plans', jsonb_agg(jsonb_build_object(
      'plan', p.plan, 'name', p.name, 'monthly_amount', p.monthly_amount,
      'trialing', coalesce(s.trialing, 0), 'active', coalesce(s.active, 0),
      'past_due', coalesce(s.past_due, 0)) order by p.position))
  into v_plans
  from billing.plans as p
  left join (
    select l.plan,
      count(*) filter (where l.status = 'trialing') as trialing,
      count(*) filter (where l.status = 'active') as active,
      count(*) filter (where l.status = 'past_due') as past_due
    from billing.subscriptions as l
    where l.status <> 'cancelled'
    group by l.plan
  ) as s on s.plan = p.plan;
  select count(*), count(*) filter (
    where s.cancelled_at < v_end_at and not exists (
      select from billing.subscriptions as l where l.org_id = s.org_id and l.status <> 'cancelled'))
  into v_paying, v_ended
  from billing.subscriptions as s
  join billing.plans as p on p.plan = s.plan and p.monthly_amount > 0
  where s.created_at < v_first_at and s.current_period_start is not null
    and (s.cancelled_at is null or s.cancelled_at >= v_first_at);
  return v_plans || jsonb_build_object('churn', jsonb_build_object(
    'paying', v_paying, 'ended', v_ended, 'rate', round(100.0 * v_ended / nullif(v_paying, 0), 2)));
end
$$;
revoke all on function platform.count_plans(date, date) from public;
