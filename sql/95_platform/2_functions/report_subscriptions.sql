-- The report `subscriptions`: those that run, whose months come to the recurring revenue; in euros.
create or replace function platform.report_subscriptions()
  returns table (
    org_id uuid, org text, plan text, status text, monthly numeric, since timestamptz,
    period_end timestamptz, cancels_at_period_end boolean, currency text
  )
  language sql
  stable
  security definer
  set search_path = ''
as $$
  select s.org_id, g.name, s.plan::text, s.status::text, p.monthly_amount * 0.01, s.created_at,
    s.current_period_end, s.cancel_at_period_end, p.currency
  from billing.subscriptions as s
  join billing.plans as p on p.plan = s.plan
  join tenancy.orgs as g on g.id = s.org_id
  where s.status <> 'cancelled'
  order by p.position desc, g.name, s.org_id
$$;
revoke all on function platform.report_subscriptions() from public;
