-- Pauses an integration: what happens waits for it, in order. One that is paused stays so, one that
-- is disabled too. For staff with integrations.manage. Raises sign_in_required, missing_field,
-- invalid_field, not_found, not_allowed. Locks: integration.
create or replace function integrations.pause_integration(p_integration_id uuid, p_reason text)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_found integrations.integrations := integrations.lock_integration(p_integration_id);
  v_reason text := core.optional_text('reason', p_reason, 200);
begin
  if v_found.status = 'enabled' then
    update integrations.integrations as i
    set status = 'paused',
      paused_at = core.clock(),
      status_reason = v_reason
    where i.org_id = v_found.org_id and i.id = v_found.id
    returning i.* into v_found;
  end if;
  return integrations.integration_json(v_found);
end
$$;
revoke all on function integrations.pause_integration(uuid, text) from public;
grant execute on function integrations.pause_integration(uuid, text) to authenticated;
