-- Base64 with the alphabet for addresses and without padding (RFC 4648 §5).
create or replace function core.base64url(p_bytes bytea)
  returns text
  language plpgsql
  immutable
  security invoker
  set search_path = ''
as $$
begin
  return rtrim(translate(encode(p_bytes, 'base64'), E'+/\n', '-_'), '=');
end
$$;
revoke all on function core.base64url(bytea) from public;
