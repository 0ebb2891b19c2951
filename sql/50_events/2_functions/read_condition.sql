-- The condition of a question as it is kept: {"question_id", "any_of"}; null when there is none.
-- Checks shape only; events.broken_conditions() tells whether it can be. Raises missing_field,
-- invalid_field.
create or replace function events.read_condition(p_condition jsonb)
  returns jsonb
  language plpgsql
  stable
  security invoker
  set search_path = ''
as $$
begin
  if coalesce(p_condition, 'null') = 'null' then
    return null;
  end if;
  perform events.guard_keys('condition', p_condition, array['question_id', 'any_of']);
  if p_condition ->> 'question_id' is null then
    perform core.fail('missing_field', jsonb_build_object('field', 'condition.question_id'));
  elsif p_condition ->> 'question_id' !~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then
    perform core.fail('invalid_field', jsonb_build_object(
      'field', 'condition.question_id', 'reason', 'it is not a UUID'));
  elsif coalesce(p_condition -> 'any_of', 'null') in ('null', '[]') then
    perform core.fail('missing_field', jsonb_build_object('field', 'condition.any_of'));
  elsif jsonb_typeof(p_condition -> 'any_of') <> 'array'
    or jsonb_array_length(p_condition -> 'any_of') > 200
    or p_condition -> 'any_of' @? 'strict $[*] ? (@.type() == "object" || @.type() == "array" || @ == null)'
  then
    perform core.fail('invalid_field', jsonb_build_object(
      'field', 'condition.any_of', 'reason', 'it must be a list of up to 200 answers'));
  end if;
  return jsonb_build_object(
    'question_id', lower(p_condition ->> 'question_id'), 'any_of', p_condition -> 'any_of');
end
$$;
revoke all on function events.read_condition(jsonb) from public;
