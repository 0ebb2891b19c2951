create or replace function public.test_integration(integration_id uuid default null)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select integrations.test_integration(test_integration.integration_id)
$$;
revoke all on function public.test_integration(uuid)
  from public, anon, authenticated, service_role;
grant execute on function public.test_integration(uuid) to authenticated;
comment on function public.test_integration(uuid) is
  'Sends integration.test to an integration, also while it is paused or disabled; tried once. Returns {job_id, status}; integration_jobs tells what came of it. Needs integrations.manage. Errors: not_found, not_allowed, missing_field, rate_limited.';
