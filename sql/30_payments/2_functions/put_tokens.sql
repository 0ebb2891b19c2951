-- Keeps the sealed tokens of a connection, new or in place of those before. Whoever is refreshing
-- the old ones meanwhile can store nothing any more.
create or replace function payments.put_tokens(
  p_connection payments.mollie_connections,
  p_tokens jsonb,
  p_redirect_uri text
)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  insert into payments.mollie_tokens as t (
    org_id, connection_id, key_id, access_token, refresh_token, redirect_uri, access_expires_at
  ) values (
    p_connection.org_id, p_connection.id, p_tokens ->> 'key_id', p_tokens ->> 'access_token',
    p_tokens ->> 'refresh_token', p_redirect_uri,
    core.clock() + make_interval(secs => (p_tokens ->> 'expires_in')::integer)
  )
  on conflict on constraint mollie_tokens_pkey do update
  set key_id = excluded.key_id,
    access_token = excluded.access_token,
    refresh_token = excluded.refresh_token,
    redirect_uri = excluded.redirect_uri,
    access_expires_at = excluded.access_expires_at,
    version = t.version + 1,
    lease = t.lease + 1,
    leased_until = '-infinity';
end
$$;
revoke all on function payments.put_tokens(payments.mollie_connections, jsonb, text) from public;
