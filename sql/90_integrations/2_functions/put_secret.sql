-- Keeps a secret that the workers sealed ({key_id, sealed}) in place of the one before. An old one
-- that signs goes on doing so for integrations.rotation_hours; what was older ends now.
create or replace function integrations.put_secret(
  p_integration integrations.integrations,
  p_purpose integrations.secret_purpose,
  p_secret jsonb
)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_hours integer := core.setting('integrations.rotation_hours')::integer;
begin
  delete from integrations.secrets as s
  where s.org_id = p_integration.org_id
    and s.integration_id = p_integration.id
    and s.purpose = p_purpose
    and (s.ends_at is not null or p_purpose = 'credential');
  update integrations.secrets as s
  set ends_at = core.clock() + make_interval(hours => v_hours)
  where s.org_id = p_integration.org_id
    and s.integration_id = p_integration.id
    and s.purpose = p_purpose;
  insert into integrations.secrets (org_id, integration_id, purpose, key_id, sealed)
  values (
    p_integration.org_id, p_integration.id, p_purpose, p_secret ->> 'key_id',
    p_secret ->> 'sealed'
  );
end
$$;
revoke all on function integrations.put_secret(
  integrations.integrations, integrations.secret_purpose, jsonb) from public;
