-- The secret by which somebody without a login reaches one thing of an org (an order). Made from
-- the thing's id with the key that its org had when the id was made (core.org_keys_of), so that
-- repeating a request with its idempotency key gives the same token although only the hash of it is
-- stored, and another key leaves the links that are in people's mails as they are. Null for null.
create or replace function core.public_token(p_org_id uuid, p_id uuid)
  returns text
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_secret bytea;
  v_has_org_keys boolean;
  v_key bytea;
begin
  if p_id is null then
    return null;
  end if;
  -- Nothing is sorted, and nothing looked for that is not there: every sale waits for it.
  select s.value, s.has_org_keys into strict v_secret, v_has_org_keys
  from core.secrets as s
  where s.name = 'public_token' and s.from_id <= p_id and s.until_id > p_id;
  if v_has_org_keys then
    select k.value into v_key
    from core.org_keys as k
    where k.org_id = p_org_id and k.from_id <= p_id and k.until_id > p_id;
  end if;
  v_key := coalesce(v_key, extensions.hmac(uuid_send(p_org_id), v_secret, 'sha256'));
  return core.base64url(extensions.hmac(uuid_send(p_id), v_key, 'sha256'));
end
$$;
revoke all on function core.public_token(uuid, uuid) from public;
