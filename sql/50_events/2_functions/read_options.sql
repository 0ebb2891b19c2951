-- The options of a question as they are kept: [{"value", "label_nl", "label_en"}], at least one,
-- with a value of its own each and a label in one language or both. Null for the kinds that have
-- none. Raises missing_field, invalid_field.
create or replace function events.read_options(p_kind events.question_kind, p_options jsonb)
  returns jsonb
  language plpgsql
  stable
  security invoker
  set search_path = ''
as $$
declare
  v_option jsonb;
  v_field text;
  v_options jsonb := '[]';
begin
  if coalesce(p_options, 'null') in ('null', '[]') then
    if p_kind in ('choice', 'multiple_choice') then
      perform core.fail('missing_field', jsonb_build_object('field', 'options'));
    end if;
    return null;
  elsif p_kind not in ('choice', 'multiple_choice') then
    perform core.fail('invalid_field', jsonb_build_object(
      'field', 'options', 'reason', format('a question of kind %s has none', p_kind)));
  elsif jsonb_typeof(p_options) <> 'array' or jsonb_array_length(p_options) > 200 then
    perform core.fail('invalid_field', jsonb_build_object(
      'field', 'options', 'reason', 'it must be a list of up to 200 options'));
  end if;
  for v_place in 0..jsonb_array_length(p_options) - 1 loop
    v_field := format('options[%s]', v_place);
    v_option := p_options -> v_place;
    perform events.guard_keys(v_field, v_option, array['value', 'label_nl', 'label_en']);
    v_option := jsonb_build_object(
      'value', events.json_text(v_field || '.value', v_option -> 'value', 100),
      'label_nl', events.json_text(v_field || '.label_nl', v_option -> 'label_nl', 200),
      'label_en', events.json_text(v_field || '.label_en', v_option -> 'label_en', 200));
    if v_option ->> 'value' is null then
      perform core.fail('missing_field', jsonb_build_object('field', v_field || '.value'));
    elsif coalesce(v_option ->> 'label_nl', v_option ->> 'label_en') is null then
      perform core.fail('missing_field', jsonb_build_object('field', v_field || '.label_nl'));
    elsif v_options @> jsonb_build_array(jsonb_build_object('value', v_option -> 'value')) then
      perform core.fail('invalid_field', jsonb_build_object(
        'field', v_field || '.value',
        'reason', format('%s is the value of another option', v_option ->> 'value')));
    end if;
    v_options := v_options || v_option;
  end loop;
  return v_options;
end
$$;
revoke all on function events.read_options(events.question_kind, jsonb) from public;
