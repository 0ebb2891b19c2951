-- The secret by which somebody without a login reaches one thing of an org (an order). Made from
-- the thing's id with the key of its org, so that repeating a request with its idempotency key
-- gives the same token although only the hash of it is stored.
create or replace function core.public_token(p_org_id uuid, p_id uuid)
  returns text
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return core.base64url(extensions.hmac(uuid_send(p_id), core.org_key(p_org_id), 'sha256'));
end
$$;
revoke all on function core.public_token(uuid, uuid) from public;
