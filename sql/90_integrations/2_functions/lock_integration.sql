-- Locks an integration for a change by its managers. Who has sealed something for an org names it:
-- then an integration of another one is not found. Raises sign_in_required, missing_field,
-- not_found, not_allowed.
create or replace function integrations.lock_integration(
  p_integration_id uuid,
  p_org_id uuid default null
)
  returns integrations.integrations
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_found integrations.integrations;
begin
  perform core.require_id('integration_id', p_integration_id);
  select i.* into v_found
  from integrations.integrations as i
  where i.id = p_integration_id and i.deleted_at is null
    and (p_org_id is null or i.org_id = p_org_id);
  perform tenancy.authorise(
    v_found.org_id, 'integrations.manage', 'integration', p_integration_id);
  select i.* into v_found
  from integrations.integrations as i
  where i.org_id = v_found.org_id and i.id = p_integration_id and i.deleted_at is null
  for no key update;
  if not found then
    perform core.fail('not_found', jsonb_build_object(
      'what', 'integration', 'id', p_integration_id));
  end if;
  return v_found;
end
$$;
revoke all on function integrations.lock_integration(uuid, uuid) from public;
