-- Keeps what the workers sign in with at an integration's address: sealed for bearer and basic,
-- nothing for none.
create or replace function integrations.put_credential(
  p_integration integrations.integrations,
  p_credential jsonb
)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  if p_integration.auth <> 'none' then
    perform integrations.put_secret(p_integration, 'credential', p_credential);
  else
    delete from integrations.secrets as s
    where s.org_id = p_integration.org_id
      and s.integration_id = p_integration.id
      and s.purpose = 'credential';
  end if;
end
$$;
revoke all on function integrations.put_credential(integrations.integrations, jsonb) from public;
