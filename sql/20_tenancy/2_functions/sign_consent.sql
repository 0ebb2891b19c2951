-- What a token of consent says, with its signature in front, fit for an address.
create or replace function tenancy.sign_consent(p_claim bytea)
  returns text
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return (
    select core.base64url(
      substr(extensions.hmac('consent'::bytea || p_claim, s.value, 'sha256'), 1, 16) || p_claim)
    from core.secrets as s
    where s.name = 'email_hash'
  );
end
$$;
revoke all on function tenancy.sign_consent(bytea) from public;
