-- Cleans the fields of a person, those of participants and those of participant_details: an object
-- with a text, or null, for each field that `p_fields` has. Raises invalid_field, with `p_data`
-- (the line and position, in a cart).
create or replace function sales.read_person(p_fields jsonb, p_data jsonb)
  returns jsonb
  language plpgsql
  stable
  security invoker
  set search_path = ''
as $$
declare
  v_field text;
  v_value jsonb;
  v_text text;
  v_person jsonb := '{}';
  v_reason text;
begin
  foreach v_field in array array[
    'first_name', 'last_name', 'email', 'phone', 'gender', 'nationality', 'city', 'club', 'language',
    'birth_date', 'emergency_name', 'emergency_phone', 'medical_note'
  ] loop
    v_value := p_fields -> v_field;
    continue when v_value is null;
    v_text := nullif(btrim(v_value #>> '{}', E' \t\r\n'), '');
    if v_text is not null then
      v_reason := case when jsonb_typeof(v_value) <> 'string' then 'it is not a text'
        else sales.fault_of(v_field, v_text) end;
      v_text := case v_field
        when 'email' then lower(v_text)
        when 'nationality' then upper(v_text)
        when 'phone' then core.phone_number(v_text)
        when 'emergency_phone' then core.phone_number(v_text)
        when 'medical_note' then replace(v_text, E'\r\n', E'\n')
        else v_text end;
      if v_reason is not null then
        perform core.fail('invalid_field', p_data || jsonb_build_object(
          'field', v_field, 'reason', v_reason));
      end if;
    end if;
    v_person := v_person || jsonb_build_object(v_field, v_text);
  end loop;
  return v_person;
end
$$;
revoke all on function sales.read_person(jsonb, jsonb) from public;
