-- The key with which an org's tokens are made: the one that it brought from another database, or
-- else one derived from the key of this database. It says nothing of any other org's key, so it may
-- travel with the org.
create or replace function core.org_key(p_org_id uuid)
  returns bytea
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_key bytea;
begin
  select k.value into v_key from core.org_keys as k where k.org_id = p_org_id;
  if not found then
    select extensions.hmac(uuid_send(p_org_id), s.value, 'sha256') into strict v_key
    from core.secrets as s
    where s.name = 'public_token';
  end if;
  return v_key;
end
$$;
revoke all on function core.org_key(uuid) from public;
