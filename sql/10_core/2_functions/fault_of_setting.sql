-- What is wrong with a value for a setting, in words; null when nothing is. The same rules as the
-- checks of the table.
create or replace function core.fault_of_setting(p_setting core.settings, p_value jsonb)
  returns text
  language plpgsql
  immutable
  security invoker
  set search_path = ''
as $$
declare
  v_type text := jsonb_typeof(p_setting.value);
  v_text text := p_value #>> '{}';
begin
  if jsonb_typeof(p_value) <> v_type then
    return format('it must be %s', case v_type
      when 'boolean' then 'true or false' when 'number' then 'a number' when 'string' then 'a text'
      else 'a list of numbers' end);
  end if;
  if v_type = 'number' and p_value::numeric <> trunc(p_value::numeric) then
    return 'it must be a whole number';
  end if;
  if v_type = 'number' and p_value::numeric not between p_setting.minimum and p_setting.maximum then
    return format('it is not from %s to %s', p_setting.minimum, p_setting.maximum);
  end if;
  if v_type = 'array' and (
    jsonb_array_length(p_value) not between 1 and 10 or jsonb_path_exists(
      p_value, '$[*] ? (@.type() != "number" || @.floor() != @ || @ < $least || @ > $most)',
      jsonb_build_object('least', p_setting.minimum, 'most', p_setting.maximum))
  ) then
    return format(
      'it must be 1 to 10 whole numbers from %s to %s', p_setting.minimum, p_setting.maximum);
  end if;
  if v_type = 'array' and jsonb_array_length(p_value) <> p_setting.numbers then
    return format('it must be %s numbers', p_setting.numbers);
  end if;
  if v_type = 'string' and v_text <> all (p_setting.choices) then
    return format('it is none of %s', array_to_string(p_setting.choices, ', '));
  end if;
  if v_type = 'string' and length(v_text) not between p_setting.minimum and p_setting.maximum then
    return format('it must have %s to %s characters', p_setting.minimum, p_setting.maximum);
  end if;
  if v_type = 'string' and v_text ~ '[[:cntrl:]]' then
    return 'it contains control characters';
  end if;
  return null;
end
$$;
revoke all on function core.fault_of_setting(core.settings, jsonb) from public;
