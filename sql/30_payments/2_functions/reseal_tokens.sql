-- Keeps tokens that were sealed anew with another key, each ({connection_id, version, key_id,
-- access_token, refresh_token}) unless it was refreshed meanwhile: that used the newest key anyway.
-- The version stays: they are the same tokens. Returns how many.
create or replace function payments.reseal_tokens(p_tokens jsonb)
  returns integer
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_count integer;
begin
  update payments.mollie_tokens as t
  set key_id = n.key_id, access_token = n.access_token, refresh_token = n.refresh_token
  from jsonb_to_recordset(p_tokens) as n (
    connection_id uuid, version bigint, key_id text, access_token text, refresh_token text)
  join payments.mollie_connections as c on c.id = n.connection_id
  where t.org_id = c.org_id and t.connection_id = c.id and t.version = n.version;
  get diagnostics v_count = row_count;
  return v_count;
end
$$;
revoke all on function payments.reseal_tokens(jsonb) from public;
grant execute on function payments.reseal_tokens(jsonb) to service_role;
