-- Keeps secrets that were sealed anew with another key, each {secret_id, key_id, sealed}. Returns
-- how many.
create or replace function integrations.reseal_secrets(p_secrets jsonb)
  returns integer
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_count integer;
begin
  update integrations.secrets as s
  set key_id = n.key_id, sealed = n.sealed
  from jsonb_to_recordset(p_secrets) as n (secret_id uuid, key_id text, sealed text)
  where s.id = n.secret_id;
  get diagnostics v_count = row_count;
  return v_count;
end
$$;
revoke all on function integrations.reseal_secrets(jsonb) from public;
grant execute on function integrations.reseal_secrets(jsonb) to service_role;
