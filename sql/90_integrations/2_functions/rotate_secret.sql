-- Gives an integration another secret that signs ({key_id, sealed}), for staff with
-- integrations.manage. The old one signs along for integrations.rotation_hours, so that receivers
-- can change over. Raises sign_in_required, missing_field, not_found, not_allowed.
-- Locks: integration.
create or replace function integrations.rotate_secret(
  p_org_id uuid,
  p_integration_id uuid,
  p_signing jsonb
)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_found integrations.integrations := integrations.lock_integration(p_integration_id, p_org_id);
  v_ends_at timestamptz;
begin
  perform integrations.put_secret(v_found, 'signing', p_signing);
  select max(s.ends_at) into v_ends_at
  from integrations.secrets as s
  where s.org_id = v_found.org_id and s.integration_id = v_found.id and s.purpose = 'signing';
  perform core.audit(
    v_found.org_id, 'integration', v_found.id::text, 'integration.secret_rotated', null,
    jsonb_build_object('old_secret_ends_at', v_ends_at));
  return integrations.integration_json(v_found)
    || jsonb_build_object('old_secret_ends_at', v_ends_at);
end
$$;
revoke all on function integrations.rotate_secret(uuid, uuid, jsonb) from public;
grant execute on function integrations.rotate_secret(uuid, uuid, jsonb) to authenticated;
