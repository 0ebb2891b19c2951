-- Changes the name, the configuration or what an integration hears of; what is null stays. For
-- staff with integrations.manage. What waits is delivered to the new address. A credential is of
-- the address that it was given for: where the workers sign in, another address comes with its
-- own, by set_auth(), so that nobody learns one by leading it elsewhere.
--
-- Raises sign_in_required, missing_field, invalid_field, not_found, not_allowed,
-- integration_invalid, credential_needed, unknown_event_type. Locks: integration.
create or replace function integrations.update_integration(
  p_integration_id uuid,
  p_name text,
  p_config jsonb,
  p_event_types text[]
)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_found integrations.integrations := integrations.lock_integration(p_integration_id);
begin
  if p_config is not null then
    perform integrations.guard_config(v_found.kind, p_config);
    if v_found.auth <> 'none' and p_config -> 'url' <> v_found.config -> 'url' then
      perform core.fail('credential_needed', jsonb_build_object('auth', v_found.auth));
    end if;
  end if;
  update integrations.integrations as i
  set name = case when p_name is null then i.name else core.require_text('name', p_name, 100) end,
    config = coalesce(p_config, i.config),
    event_types = case
      when p_event_types is null then i.event_types
      else integrations.read_event_types(p_event_types)
    end
  where i.org_id = v_found.org_id and i.id = v_found.id
  returning i.* into v_found;
  return integrations.integration_json(v_found);
end
$$;
revoke all on function integrations.update_integration(uuid, text, jsonb, text[]) from public;
grant execute on function integrations.update_integration(uuid, text, jsonb, text[])
  to authenticated;
