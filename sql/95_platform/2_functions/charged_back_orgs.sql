-- Rule chargebacks_org: orgs with `at_least` chargebacks, which are `percent` of the payments of
-- the same time.
create or replace function platform.charged_back_orgs(p_since timestamptz, p_setting jsonb)
  returns table (org_id uuid, subject text, score numeric, facts jsonb, last_at timestamptz)
  language sql
  stable
  security definer
  set search_path = ''
as $$
  select
    f.org_id, f.org_id::text, f.percent,
    jsonb_build_object(
      'chargebacks', f.chargebacks, 'payments', f.payments, 'percent', f.percent,
      'charged_back_amount', f.amount),
    (
      select max(c.received_at) from payments.chargebacks as c
      where c.org_id = f.org_id and c.received_at >= p_since
    )
  from (
    select
      f.org_id, sum(f.chargebacks) as chargebacks, sum(f.payments_paid) as payments,
      sum(f.charged_back_amount) as amount,
      round(100.0 * sum(f.chargebacks) / greatest(sum(f.payments_paid), 1), 2) as percent
    from platform.figures as f
    where f.grain = 'day' and f.starts_on >= p_since::date
    group by f.org_id
    having sum(f.chargebacks) >= (p_setting ->> 0)::integer
  ) as f
  where f.percent >= (p_setting ->> 2)::numeric
$$;
revoke all on function platform.charged_back_orgs(timestamptz, jsonb) from public;
