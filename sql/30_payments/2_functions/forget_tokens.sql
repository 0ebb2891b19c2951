-- Removes the tokens of a connection that was taken back, once the provider has been told, unless
-- it was connected again meanwhile: then they are of another version.
create or replace function payments.forget_tokens(p_connection_id uuid, p_version bigint)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  delete from payments.mollie_tokens as t
  using payments.mollie_connections as c
  where c.id = p_connection_id and c.status = 'revoked'
    and t.org_id = c.org_id and t.connection_id = c.id and t.version = p_version;
end
$$;
revoke all on function payments.forget_tokens(uuid, bigint) from public;
grant execute on function payments.forget_tokens(uuid, bigint) to service_role;
