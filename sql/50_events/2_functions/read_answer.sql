-- An answer to a question of some kind as it is kept: text trimmed, phone numbers as E.164, chosen
-- options in the question's order. Blank, empty and null are no answer. Says why one is not valid.
create or replace function events.read_answer(
  p_kind events.question_kind,
  p_options jsonb,
  p_rules jsonb,
  p_value jsonb
)
  returns events.read_answer
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_type text := jsonb_typeof(p_value);
  v_read events.read_answer;
begin
  if p_value is null or v_type = 'null' or p_value = '""' then
    return v_read;
  elsif p_kind = 'multiple_choice' then
    return events.read_chosen(p_options, p_rules, p_value);
  elsif p_kind = 'number' then
    return events.read_number(p_rules, p_value);
  elsif p_kind = 'checkbox' then
    if v_type <> 'boolean' then
      v_read.reason := 'it must be true or false';
      return v_read;
    end if;
  elsif p_kind = 'choice' then
    -- What is no text is in no option.
    if not p_options @> jsonb_build_array(jsonb_build_object('value', p_value)) then
      v_read.reason := 'it is none of the options';
      return v_read;
    end if;
  elsif v_type <> 'string' then
    v_read.reason := 'it must be a text';
    return v_read;
  else
    return events.read_text_answer(p_kind, p_rules, p_value #>> '{}');
  end if;
  v_read.value := p_value;
  return v_read;
end
$$;
revoke all on function events.read_answer(events.question_kind, jsonb, jsonb, jsonb) from public;
