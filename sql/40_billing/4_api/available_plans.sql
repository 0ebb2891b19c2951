create or replace function public.available_plans()
  returns jsonb
  language sql
  stable
  security invoker
  set search_path = ''
as $$
  select billing.available_plans()
$$;
revoke all on function public.available_plans() from public, anon, authenticated, service_role;
grant execute on function public.available_plans() to anon, authenticated;
comment on function public.available_plans() is
  'The plans of the platform, for everyone: [{plan, name, monthly_amount, event_amount, currency, vat_basis_points, max_active_events (null: any number), ticket_limit, limit_period (event, month), overage_amount (cents per ticket above the limit; null: sales stop there), platform_fee_basis_points, branding_fee_basis_points (more, where the platform''s name is left off), needs_verification}]. Cents, VAT included.';
