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
  v_token text;
begin
  select core.base64url(extensions.hmac(uuid_send(p_id), s.value, 'sha256')) into strict v_token
  from core.secrets as s
  where s.name = 'public_token';
  return v_token;
end
$$;
revoke all on function core.public_token(uuid) from public;
