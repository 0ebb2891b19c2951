-- What is stored of a terminal's code, which may be typed in any case, with spaces or dashes, and
-- with the letters that look like its digits. Null for what cannot be one.
create or replace function door.terminal_code_hash(p_code text)
  returns bytea
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_code text := translate(upper(left(p_code, 100)), 'OIL -', '011');
  v_hash bytea;
begin
  if v_code ~ '^[0-9A-HJKMNP-TV-Z]{6}$' then
    select extensions.hmac(convert_to(v_code, 'UTF8'), s.value, 'sha256') into strict v_hash
    from core.secrets as s
    where s.name = 'terminal_code';
  end if;
  return v_hash;
end
$$;
revoke all on function door.terminal_code_hash(text) from public;
