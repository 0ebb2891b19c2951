-- Whether a text, in capitals and without spaces, is an IBAN: its form, and its check digits
-- (ISO 7064, mod 97-10).
create or replace function invoicing.is_iban(p_text text)
  returns boolean
  language plpgsql
  immutable
  security invoker
  set search_path = ''
as $$
declare
  v_letter text;
  v_rest integer := 0;
begin
  if coalesce(p_text !~ '^[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}$', true) then
    return false;
  end if;
  -- The first four go to the end; a letter stands for two digits, A is 10.
  foreach v_letter in array regexp_split_to_array(substr(p_text, 5) || left(p_text, 4), '') loop
    v_rest := case
      when v_letter ~ '[0-9]' then (v_rest * 10 + v_letter::integer) % 97
      else (v_rest * 100 + ascii(v_letter) - 55) % 97
    end;
  end loop;
  return v_rest = 1;
end
$$;
revoke all on function invoicing.is_iban(text) from public;
