-- The sealed tokens of a connection that its org took back, so that the worker tells the provider:
-- {org_id, version, refresh_token}. Null when there are none, or it was connected again.
create or replace function payments.tokens_to_revoke(p_connection_id uuid)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return (
    select jsonb_build_object(
      'org_id', t.org_id, 'version', t.version, 'refresh_token', t.refresh_token)
    from payments.mollie_connections as c
    join payments.mollie_tokens as t on t.org_id = c.org_id and t.connection_id = c.id
    where c.id = p_connection_id and c.status = 'revoked'
  );
end
$$;
revoke all on function payments.tokens_to_revoke(uuid) from public;
grant execute on function payments.tokens_to_revoke(uuid) to service_role;
