create or replace function public.platform_dashboard(
  "from" date default null,
  "to" date default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select platform.dashboard(platform_dashboard."from", platform_dashboard."to")
$$;
revoke all on function public.platform_dashboard(date, date)
  from public, anon, authenticated, service_role;
grant execute on function public.platform_dashboard(date, date) to authenticated;
comment on function public.platform_dashboard(date, date) is
  'The platform at a glance, for its administrators: orgs (active, suspended, churned, new per week), events by status, what was sold of all time, in the period, this month and last month, growth in percent, subscriptions (mrr_amount, plans, churn) and the ten orgs that sold most. from: the first day, to: the day after the last; the present month without them. Amounts in cents; as_of says how old the figures are. Errors: sign_in_required, platform_admin_required, invalid_field.';
