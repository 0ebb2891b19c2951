-- What a token of consent says (org, hash of an address, purpose), with its signature by a key of
-- the org in front, fit for an address.
create or replace function tenancy.sign_consent(p_key bytea, p_claim bytea)
  returns text
  language plpgsql
  immutable
  security definer
  set search_path = ''
as $$
begin
  return core.base64url(
    substr(extensions.hmac('consent:'::bytea || p_claim, p_key, 'sha256'), 1, 16) || p_claim);
end
$$;
revoke all on function tenancy.sign_consent(bytea, bytea) from public;
