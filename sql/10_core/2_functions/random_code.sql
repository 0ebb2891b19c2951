-- A random code of `p_length` characters that people can read aloud: Crockford base32, so without
-- I, L, O and U; 5 bits a character. Two digits of base64 stand for each of its 32.
create or replace function core.random_code(p_length integer)
  returns text
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  return left(
    translate(
      encode(extensions.gen_random_bytes(p_length), 'base64'),
      E'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/\n',
      '0123456789ABCDEFGHJKMNPQRSTVWXYZ0123456789ABCDEFGHJKMNPQRSTVWXYZ'),
    p_length);
end
$$;
revoke all on function core.random_code(integer) from public;
