-- What is stored of a terminal's code, which may be typed in any case, with spaces or dashes, and
-- with the letters that look like its digits: its hash with each key that there is, the newest
-- first, which is the one for new terminals. None of what cannot be a code.
create or replace function door.terminal_code_hashes(p_code text)
  returns bytea[]
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_code text := translate(upper(left(p_code, 100)), 'OIL -', '011');
begin
  if v_code !~ '^[0-9A-HJKMNP-TV-Z]{6}$' then
    return '{}';
  end if;
  return array(
    select extensions.hmac(convert_to(v_code, 'UTF8'), s.value, 'sha256')
    from core.secrets as s
    where s.name = 'terminal_code'
    order by s.from_id desc
  );
end
$$;
revoke all on function door.terminal_code_hashes(text) from public;
