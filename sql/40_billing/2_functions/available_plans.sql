-- The plans of the platform with their terms, for comparison: [{plan, name, monthly_amount,
-- event_amount, currency, vat_basis_points, max_active_events, ticket_limit, limit_period,
-- overage_amount, platform_fee_basis_points, branding_fee_basis_points, needs_verification}], in
-- the order of their position. Cents, VAT included.
create or replace function billing.available_plans()
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return (
    select jsonb_agg(to_jsonb(p) - 'position' order by p.position) from billing.plans as p
  );
end
$$;
revoke all on function billing.available_plans() from public;
grant execute on function billing.available_plans() to anon, authenticated;
