create or replace function public.delete_integration(integration_id uuid default null)
  returns void
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select integrations.delete_integration(delete_integration.integration_id)
$$;
revoke all on function public.delete_integration(uuid)
  from public, anon, authenticated, service_role;
grant execute on function public.delete_integration(uuid) to authenticated;
comment on function public.delete_integration(uuid) is
  'Deletes an integration: nothing is delivered any more, its secrets are forgotten. Needs integrations.manage. Errors: not_found, not_allowed, missing_field.';
