create or replace function public.platform_health()
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select platform.health()
$$;
revoke all on function public.platform_health()
  from public, anon, authenticated, service_role;
grant execute on function public.platform_health() to authenticated;
comment on function public.platform_health() is
  'How the installation does, for its administrators: failed payments with their reasons and scan conflicts of the last 24 hours, 7 and 30 days, deliveries that wait or were given up, sweeps that fail, open alerts, and figures of the database. Errors: platform_admin_required.';
