-- Makes an integration of an org, or of one event of it, for staff with integrations.manage. It is
-- enabled, and hears of what happens from now on. The functions call this: they made the secret
-- that signs, sealed it and what they sign in with ({key_id, sealed}), and show it once.
--
-- Raises sign_in_required, missing_field, invalid_field, not_found, not_allowed,
-- unknown_integration_kind, integration_invalid, unknown_event_type, too_many_integrations.
-- Locks: org.
create or replace function integrations.create_integration(
  p_org_id uuid,
  p_event_id uuid,
  p_kind text,
  p_name text,
  p_config jsonb,
  p_event_types jsonb,
  p_auth integrations.auth,
  p_signing jsonb,
  p_credential jsonb
)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_most integer := core.setting('integrations.max_per_org')::integer;
  v_made integrations.integrations;
begin
  perform tenancy.authorise_and_lock(core.require_id('org_id', p_org_id), 'integrations.manage');
  if (
    select count(*) >= v_most from integrations.integrations as i
    where i.org_id = p_org_id and i.deleted_at is null
  ) then
    perform core.fail('too_many_integrations', jsonb_build_object('most', v_most));
  end if;
  perform integrations.guard_config(p_kind, p_config);
  insert into integrations.integrations (
    org_id, event_id, kind, name, config, auth, event_types, starts_after, created_by
  ) values (
    p_org_id, integrations.read_event(p_org_id, p_event_id), p_kind,
    core.require_text('name', p_name, 100), p_config, p_auth,
    integrations.read_event_types(array(
      select jsonb_array_elements_text(p_event_types))), core.settled_audit_id(), auth.uid()
  )
  returning * into v_made;
  insert into integrations.turns (org_id, integration_id) values (v_made.org_id, v_made.id);
  perform integrations.put_secret(v_made, 'signing', p_signing);
  perform integrations.put_credential(v_made, p_credential);
  return integrations.integration_json(v_made);
end
$$;
revoke all on function integrations.create_integration(
  uuid, uuid, text, text, jsonb, jsonb, integrations.auth, jsonb, jsonb) from public;
grant execute on function integrations.create_integration(
  uuid, uuid, text, text, jsonb, jsonb, integrations.auth, jsonb, jsonb) to authenticated;
