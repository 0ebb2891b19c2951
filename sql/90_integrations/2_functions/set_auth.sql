-- Changes how the workers sign in at an integration's address, with a credential that they sealed
-- ({key_id, sealed}), null for none, and its configuration with the address, unless that is null.
-- For staff with integrations.manage. Raises sign_in_required, missing_field, not_found,
-- not_allowed, integration_invalid. Locks: integration.
create or replace function integrations.set_auth(
  p_org_id uuid,
  p_integration_id uuid,
  p_auth integrations.auth,
  p_credential jsonb,
  p_config jsonb default null
)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_found integrations.integrations := integrations.lock_integration(p_integration_id, p_org_id);
begin
  if p_config is not null then
    perform integrations.guard_config(v_found.kind, p_config);
  end if;
  update integrations.integrations as i
  set auth = p_auth, config = coalesce(p_config, i.config)
  where i.org_id = v_found.org_id and i.id = v_found.id
  returning i.* into v_found;
  perform integrations.put_credential(v_found, p_credential);
  perform core.audit(
    v_found.org_id, 'integration', v_found.id::text, 'integration.credential_changed', null,
    jsonb_build_object('auth', p_auth));
  return integrations.integration_json(v_found);
end
$$;
revoke all on function integrations.set_auth(uuid, uuid, integrations.auth, jsonb, jsonb)
  from public;
grant execute on function integrations.set_auth(uuid, uuid, integrations.auth, jsonb, jsonb)
  to authenticated;
