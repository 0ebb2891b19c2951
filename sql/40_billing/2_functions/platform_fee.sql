-- The platform's fee of what an org sells, in basis points: by its plan, more where the platform's
-- name is left off the org's pages; without a plan the rate of the installation.
create or replace function billing.platform_fee(p_org_id uuid)
  returns integer
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return coalesce((
    select p.platform_fee_basis_points
      + case when s.branding_removed then p.branding_fee_basis_points else 0 end
    from billing.subscriptions as s
    join billing.plans as p on p.plan = s.plan
    where s.org_id = p_org_id and s.status in ('active', 'past_due')
  ), core.setting('payments.fee_basis_points')::integer);
end
$$;
revoke all on function billing.platform_fee(uuid) from public;
