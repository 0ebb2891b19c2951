-- Rule failed_payments_org: orgs of whose payments `at_least` failed, and `percent` of all that
-- ended either way.
create or replace function platform.failing_orgs(p_since timestamptz, p_setting jsonb)
  returns table (org_id uuid, subject text, score numeric, facts jsonb, last_at timestamptz)
  language sql
  stable
  security definer
  set search_path = ''
as $$
  select
    f.org_id, f.org_id::text, f.percent,
    jsonb_build_object('failed', f.failed, 'paid', f.paid, 'percent', f.percent), f.last_at
  from (
    select
      p.org_id, count(*) as failed, n.paid, max(p.failed_at) as last_at,
      round(100.0 * count(*) / (count(*) + n.paid), 1) as percent
    from payments.payments as p
    cross join lateral (
      select coalesce(sum(f.payments_paid), 0) as paid
      from platform.figures as f
      where f.org_id = p.org_id and f.grain = 'day' and f.starts_on >= p_since::date
    ) as n
    where p.failed_at >= p_since
    group by p.org_id, n.paid
  ) as f
  where f.failed >= (p_setting ->> 0)::integer
    and f.percent >= (p_setting ->> 2)::numeric
$$;
revoke all on function platform.failing_orgs(timestamptz, jsonb) from public;
