-- A random code of `p_length` characters that people can read aloud: Crockford base32, so without
-- I, L, O and U; 5 bits a character. Two digits of base64 stand for each of its 32: a letter for
-- itself, large and small; a digit for itself, and for it one of the other ten.
create or replace function core.random_code(p_length integer)
  returns text
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  return left(
    upper(
      translate(
        encode(extensions.gen_random_bytes((p_length * 3 + 3) / 4), 'base64'),
        E'ILOUilou+/\n', '0123456789') collate "C"),
    p_length);
end
$$;
revoke all on function core.random_code(integer) from public;
