-- Deletes an integration: nothing is delivered any more, its secrets are forgotten. For staff with
-- integrations.manage. Raises sign_in_required, missing_field, not_found, not_allowed.
-- Locks: integration.
create or replace function integrations.delete_integration(p_integration_id uuid)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_found integrations.integrations := integrations.lock_integration(p_integration_id);
begin
  update integrations.integrations as i
  set deleted_at = core.clock()
  where i.org_id = v_found.org_id and i.id = v_found.id;
  delete from integrations.secrets as s
  where s.org_id = v_found.org_id and s.integration_id = v_found.id;
  delete from integrations.catch_ups as c
  where c.org_id = v_found.org_id and c.integration_id = v_found.id;
end
$$;
revoke all on function integrations.delete_integration(uuid) from public;
grant execute on function integrations.delete_integration(uuid) to authenticated;
