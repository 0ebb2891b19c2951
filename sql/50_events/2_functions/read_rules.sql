-- The rules of a question as they are kept: {"min", "max"} for numbers and dates, {"max_length"}
-- for text, {"max_choices"} for multiple choice, {} where there are none. Raises invalid_field.
create or replace function events.read_rules(
  p_kind events.question_kind,
  p_options jsonb,
  p_rules jsonb
)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_rules jsonb := coalesce(nullif(p_rules, 'null'), '{}');
  v_min jsonb;
begin
  perform events.guard_keys('rules', v_rules, case
    when p_kind in ('number', 'date') then array['min', 'max']
    when p_kind = 'text' then array['max_length']
    when p_kind = 'multiple_choice' then array['max_choices']
    else array[]::text[]
  end);
  v_rules := jsonb_strip_nulls(v_rules);
  if p_kind in ('number', 'date') then
    v_min := events.read_bound(p_kind, v_rules, 'min', '{}');
    v_rules := jsonb_build_object(
      'min', v_min,
      'max', events.read_bound(p_kind, v_rules, 'max',
        jsonb_strip_nulls(jsonb_build_object('min', v_min))));
  elsif p_kind = 'text' then
    v_rules := jsonb_build_object('max_length', events.read_limit(v_rules, 'max_length', 5000));
  elsif p_kind = 'multiple_choice' then
    v_rules := jsonb_build_object(
      'max_choices', events.read_limit(v_rules, 'max_choices', jsonb_array_length(p_options)));
  end if;
  return jsonb_strip_nulls(v_rules);
end
$$;
revoke all on function events.read_rules(events.question_kind, jsonb, jsonb) from public;
