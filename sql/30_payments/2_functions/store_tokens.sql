-- Keeps what a refresh brought: sealed tokens ({key_id, access_token, refresh_token, expires_in}),
-- under the lease with which it began. Returns false, and keeps nothing, when another worker has
-- taken over since, or the org connected anew. Locks: tokens.
create or replace function payments.store_tokens(
  p_connection_id uuid,
  p_lease bigint,
  p_tokens jsonb
)
  returns boolean
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  update payments.mollie_tokens as t
  set key_id = p_tokens ->> 'key_id',
    access_token = p_tokens ->> 'access_token',
    refresh_token = p_tokens ->> 'refresh_token',
    access_expires_at = core.clock() + make_interval(secs => (p_tokens ->> 'expires_in')::integer),
    version = t.version + 1,
    leased_until = '-infinity'
  from payments.mollie_connections as c
  where c.id = p_connection_id
    and t.org_id = c.org_id
    and t.connection_id = c.id
    and t.lease = p_lease;
  return found;
end
$$;
revoke all on function payments.store_tokens(uuid, bigint, jsonb) from public;
grant execute on function payments.store_tokens(uuid, bigint, jsonb) to service_role;
