-- Whether a question with this condition is asked, given the answers so far by question id. A
-- question that was not answered, or not asked itself, fulfils no condition.
create or replace function events.condition_holds(p_condition jsonb, p_answers jsonb)
  returns boolean
  language plpgsql
  immutable
  security invoker
  set search_path = ''
as $$
declare
  v_answer jsonb := p_answers -> (p_condition ->> 'question_id');
begin
  if jsonb_typeof(v_answer) = 'array' then
    return exists (
      select from jsonb_array_elements(v_answer) as a (value)
      where p_condition -> 'any_of' @> a.value);
  end if;
  return coalesce(p_condition -> 'any_of' @> v_answer, false);
end
$$;
revoke all on function events.condition_holds(jsonb, jsonb) from public;
