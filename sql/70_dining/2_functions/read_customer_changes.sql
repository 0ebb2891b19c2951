-- What staff change of a guest, checked and cleaned; what is not named stays. Null empties a field.
-- Raises invalid_field, invalid_email.
create or replace function dining.read_customer_changes(p_changes jsonb)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_changes jsonb := '{}';
  v_key text;
  v_value jsonb;
  v_text text;
begin
  if coalesce(jsonb_typeof(p_changes), '') <> 'object' then
    perform core.fail('invalid_field', jsonb_build_object(
      'field', 'changes', 'reason', 'it is not an object'));
  end if;
  for v_key, v_value in select e.key, e.value from jsonb_each(p_changes) as e loop
    v_text := case when jsonb_typeof(v_value) = 'string' then v_value #>> '{}' end;
    if not coalesce(case
      when v_key in ('first_name', 'last_name', 'email', 'phone_number', 'notes')
        then v_text is not null or v_value = 'null'
      when v_key = 'language' then v_value in ('"nl"', '"en"', 'null')
      when v_key = 'whatsapp_opt_in' then jsonb_typeof(v_value) = 'boolean'
      when v_key = 'tags' then jsonb_typeof(v_value) = 'array' and jsonb_array_length(v_value) <= 20
        and not v_value @? '$[*] ? (@.type() != "string" || !(@ like_regex "^[a-z0-9_]{1,40}$"))'
      when v_key = 'preferences'
        then jsonb_typeof(v_value) = 'object' and length(v_value::text) <= 5000
    end, false) then
      perform core.fail('invalid_field', jsonb_build_object(
        'field', 'changes.' || left(v_key, 40),
        'reason', 'it is unknown, or its value is not of the right kind'));
    end if;
    v_changes := v_changes || jsonb_build_object(v_key, case
      when v_key in ('first_name', 'last_name')
        then to_jsonb(core.optional_text('changes.' || v_key, v_text, 100))
      when v_key = 'notes' then to_jsonb(core.optional_prose('changes.notes', v_text, 5000))
      when v_key = 'email' and nullif(btrim(v_text), '') is not null
        then to_jsonb(core.require_email('changes.email', v_text))
      when v_key = 'phone_number' and nullif(btrim(v_text), '') is not null
        then to_jsonb(core.phone_number(v_text))
      when v_key in ('email', 'phone_number') then 'null'
      when v_key = 'tags' then (
        select coalesce(jsonb_agg(distinct t.tag), '[]')
        from jsonb_array_elements(v_value) as t (tag)
      )
      else v_value
    end);
    if v_key = 'phone_number' and v_changes -> v_key = 'null' and btrim(v_text) <> '' then
      perform core.fail('invalid_field', jsonb_build_object(
        'field', 'changes.phone_number',
        'reason', 'it is not a phone number such as +31 6 12345678'));
    end if;
  end loop;
  return v_changes;
end
$$;
revoke all on function dining.read_customer_changes(jsonb) from public;
