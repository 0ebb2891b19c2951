-- What a token of consent says (org, hash of an address, purpose), with its signature by the key of
-- the org in front, fit for an address.
create or replace function tenancy.sign_consent(p_org_id uuid, p_claim bytea)
  returns text
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return core.base64url(
    substr(extensions.hmac('consent:'::bytea || p_claim, core.org_key(p_org_id), 'sha256'), 1, 16)
    || p_claim);
end
$$;
revoke all on function tenancy.sign_consent(uuid, bytea) from public;
