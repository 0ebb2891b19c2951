-- An org as lists of administrators show it. Amounts in cents, of all time, as of the figures.
create or replace function platform.org_json(p_org tenancy.orgs)
  returns jsonb
  language sql
  stable
  security definer
  set search_path = ''
as $$
  select jsonb_build_object(
    'org_id', p_org.id, 'name', p_org.name, 'slug', p_org.slug, 'email', p_org.email,
    'created_at', p_org.created_at, 'suspended_at', p_org.suspended_at,
    'suspended_reason', p_org.suspended_reason, 'plan', s.plan, 'subscription_status', s.status,
    'onboarding', platform.onboarding_of(p_org.id),
    'tickets_sold', coalesce(f.tickets_sold, 0), 'gmv_amount', coalesce(f.gmv_amount, 0),
    'platform_fee_amount', coalesce(f.platform_fee_amount, 0))
  from (select) as one
  left join billing.subscriptions as s on s.org_id = p_org.id and s.status <> 'cancelled'
  left join platform.figures as f on f.org_id = p_org.id and f.grain = 'ever'
$$;
revoke all on function platform.org_json(tenancy.orgs) from public;
