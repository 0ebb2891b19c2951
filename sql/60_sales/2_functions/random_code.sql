-- A random code of `p_length` characters that people can read aloud: Crockford base32, so without
-- I, L, O and U; 5 bits a character.
create or replace function sales.random_code(p_length integer)
  returns text
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_bytes bytea := extensions.gen_random_bytes(p_length);
  v_code text := '';
begin
  for v_index in 0..p_length - 1 loop
    v_code := v_code
      || substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ', 1 + (get_byte(v_bytes, v_index) & 31), 1);
  end loop;
  return v_code;
end
$$;
revoke all on function sales.random_code(integer) from public;
