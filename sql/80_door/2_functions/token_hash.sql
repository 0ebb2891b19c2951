-- What is kept of what was scanned: the SHA-256 of the ticket's code, the same for its QR code and
-- its typed code; of anything else the SHA-256 of the text.
create or replace function door.token_hash(p_token text)
  returns bytea
  language plpgsql
  immutable
  security invoker
  set search_path = ''
as $$
begin
  return core.token_hash(coalesce(door.code_of_token(p_token), p_token));
end
$$;
revoke all on function door.token_hash(text) from public;
