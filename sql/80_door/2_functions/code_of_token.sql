-- The code of a ticket in what was scanned, or typed by hand: the middle of the signed token in a
-- QR code, or the code itself in any case, with spaces or dashes, and with the letters that look
-- like its digits. Null for any other text.
create or replace function door.code_of_token(p_token text)
  returns text
  language plpgsql
  immutable
  security invoker
  set search_path = ''
as $$
declare
  v_code text;
begin
  if p_token like 'E1.%' then
    v_code := substring(p_token from '^E1\.([0-9A-HJKMNP-TV-Z]{20})\.[A-Za-z0-9_-]{86}$');
  end if;
  if v_code is null then
    v_code := translate(upper(p_token), 'OIL -', '011');
    if v_code !~ '^[0-9A-HJKMNP-TV-Z]{20}$' then
      return null;
    end if;
  end if;
  return v_code;
end
$$;
revoke all on function door.code_of_token(text) from public;
