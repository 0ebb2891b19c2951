-- What is stored of a token: SHA-256. Tokens have 256 random bits, so no salt is needed.
create or replace function core.token_hash(p_token text)
  returns bytea
  language plpgsql
  immutable
  security invoker
  set search_path = ''
as $$
begin
  return sha256(convert_to(p_token, 'UTF8'));
end
$$;
revoke all on function core.token_hash(text) from public;
