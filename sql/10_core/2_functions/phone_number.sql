-- A phone number as E.164 has it (+31612345678), from how people write it: with 00 for the plus,
-- blanks, dots, dashes, slashes, brackets, and the zero of "+31 (0)6". Null when it is none; that
-- includes numbers without a country code, which could be anywhere.
create or replace function core.phone_number(p_value text)
  returns text
  language plpgsql
  immutable
  security invoker
  set search_path = ''
as $$
declare
  v_number text := translate(replace(p_value, '(0)', ''), E' \u00a0.-\u2013/()', '');
begin
  v_number := regexp_replace(v_number, '^00', '+');
  return case when v_number ~ '^\+[1-9][0-9]{6,14}$' then v_number end;
end
$$;
revoke all on function core.phone_number(text) from public;
