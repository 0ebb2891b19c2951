create or replace function public.pause_integration(
  integration_id uuid default null,
  reason text default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select integrations.pause_integration(pause_integration.integration_id, pause_integration.reason)
$$;
revoke all on function public.pause_integration(uuid, text)
  from public, anon, authenticated, service_role;
grant execute on function public.pause_integration(uuid, text) to authenticated;
comment on function public.pause_integration(uuid, text) is
  'Pauses an integration: what happens waits for it, in order. Needs integrations.manage. Errors: not_found, not_allowed, missing_field, invalid_field.';
