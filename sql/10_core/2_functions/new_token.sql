-- A new secret of 256 bits in 43 characters that fit in an address (base64url). Only its hash,
-- core.token_hash(), is ever stored.
create or replace function core.new_token()
  returns text
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  return core.base64url(extensions.gen_random_bytes(32));
end
$$;
revoke all on function core.new_token() from public;
