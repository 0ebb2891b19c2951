-- The secret by which somebody without a login reaches one thing (an order). Made from the thing's
-- id with a key of the database, so that repeating a request with its idempotency key gives the
-- same token although only the hash of it is stored.
create or replace function core.public_token(p_id uuid)
  returns text
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_key bytea;
begin
  select s.value into strict v_key from core.secrets as s where s.name = 'public_token';
  return core.base64url(extensions.hmac(uuid_send(p_id), v_key, 'sha256'));
end
$$;
revoke all on function core.public_token(uuid) from public;
