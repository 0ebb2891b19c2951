-- What is wrong with a field of a person, trimmed and not empty; null when nothing is. Whatever
-- passes here keeps the constraints of participants and participant_details, whose violation would
-- quote the row.
create or replace function sales.fault_of(p_field text, p_text text)
  returns text
  language plpgsql
  stable
  security invoker
  set search_path = ''
as $$
declare
  v_max integer := case p_field
    when 'email' then 254
    when 'emergency_name' then 200
    when 'medical_note' then 2000
    else 100 end;
begin
  if length(p_text) > v_max then
    return format('it is longer than %s characters', v_max);
  elsif p_text ~ '[[:cntrl:]]'
    and (p_field <> 'medical_note' or translate(p_text, E'\t\r\n', '') ~ '[[:cntrl:]]')
  then
    return 'it contains control characters';
  end if;
  case p_field
    when 'email' then
      if not core.is_email(lower(p_text)) then
        return 'it is not an e-mail address';
      end if;
    when 'phone', 'emergency_phone' then
      if core.phone_number(p_text) is null then
        return 'it is not a phone number with its country code, such as +31 6 12345678';
      end if;
    when 'gender' then
      if p_text not in ('female', 'male', 'other') then
        return 'it must be female, male or other';
      end if;
    when 'nationality' then
      if not core.is_country(upper(p_text)) then
        return 'it is not the two-letter code of a country';
      end if;
    when 'language' then
      if p_text not in ('nl', 'en') then
        return 'it must be nl or en';
      end if;
    when 'birth_date' then
      return sales.fault_of_birth_date(p_text);
    else
      null;
  end case;
  return null;
end
$$;
revoke all on function sales.fault_of(text, text) from public;
