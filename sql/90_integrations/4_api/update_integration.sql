create or replace function public.update_integration(
  integration_id uuid default null,
  name text default null,
  config jsonb default null,
  event_types text[] default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select integrations.update_integration(
    update_integration.integration_id, update_integration.name, update_integration.config,
    update_integration.event_types)
$$;
revoke all on function public.update_integration(uuid, text, jsonb, text[])
  from public, anon, authenticated, service_role;
grant execute on function public.update_integration(uuid, text, jsonb, text[]) to authenticated;
comment on function public.update_integration(uuid, text, jsonb, text[]) is
  'Changes the name, the whole configuration or what an integration hears of; what is left out stays. Needs integrations.manage. Errors: not_found, not_allowed, missing_field, invalid_field, integration_invalid, credential_needed (another address, where the workers sign in: see set_auth of POST /functions/v1/integration), unknown_event_type.';
