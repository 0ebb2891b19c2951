-- Rule refunds_org: orgs with `at_least` refunds, which come to `percent` of what was sold
-- meanwhile.
create or replace function platform.refunding_orgs(p_since timestamptz, p_setting jsonb)
  returns table (org_id uuid, subject text, score numeric, facts jsonb, last_at timestamptz)
  language sql
  stable
  security definer
  set search_path = ''
as $$
  select
    f.org_id, f.org_id::text, f.percent,
    jsonb_build_object(
      'refunds', f.refunds, 'refunded_amount', f.refunded, 'gmv_amount', f.sold,
      'percent', f.percent),
    (
      select max(r.refunded_at) from payments.refunds as r
      where r.org_id = f.org_id and r.refunded_at >= p_since
    )
  from (
    select
      f.org_id, sum(f.refunds) as refunds, sum(f.refunded_amount) as refunded,
      sum(f.gmv_amount) as sold,
      round(100.0 * sum(f.refunded_amount) / greatest(sum(f.gmv_amount), 1), 1) as percent
    from platform.figures as f
    where f.grain = 'day' and f.starts_on >= p_since::date
    group by f.org_id
    having sum(f.refunds) >= (p_setting ->> 0)::integer
  ) as f
  where f.percent >= (p_setting ->> 2)::numeric
$$;
revoke all on function platform.refunding_orgs(timestamptz, jsonb) from public;
