-- An integration as the functions that change it answer it.
create or replace function integrations.integration_json(p_integration integrations.integrations)
  returns jsonb
  language sql
  stable
  security invoker
  set search_path = ''
as $$
  select jsonb_build_object(
    'org_id', p_integration.org_id,
    'integration_id', p_integration.id,
    'event_id', p_integration.event_id,
    'kind', p_integration.kind,
    'name', p_integration.name,
    'config', p_integration.config,
    'auth', p_integration.auth,
    'event_types', p_integration.event_types,
    'status', p_integration.status,
    'status_reason', p_integration.status_reason
  )
$$;
revoke all on function integrations.integration_json(integrations.integrations) from public;
