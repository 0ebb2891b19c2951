-- An answer to a question with multiple choice; events.read_answer() says how it answers.
create or replace function events.read_chosen(p_options jsonb, p_rules jsonb, p_value jsonb)
  returns events.read_answer
  language plpgsql
  immutable
  security invoker
  set search_path = ''
as $$
declare
  v_chosen jsonb;
  v_count integer;
  v_read events.read_answer;
begin
  if jsonb_typeof(p_value) <> 'array' then
    v_read.reason := 'it must be a list of options';
    return v_read;
  elsif p_value = '[]' then
    return v_read;
  end if;
  v_chosen := jsonb_path_query_array(
    p_options, 'strict $[*].value ? (@ == $given[*])', jsonb_build_object('given', p_value));
  v_count := jsonb_array_length(v_chosen);
  if v_count < jsonb_array_length(p_value) then
    v_read.reason := 'it has what is none of the options, or one of them twice';
  elsif v_count > (p_rules -> 'max_choices')::integer then
    v_read.reason := format('it has more than %s of the options', p_rules -> 'max_choices');
  else
    v_read.value := v_chosen;
  end if;
  return v_read;
end
$$;
revoke all on function events.read_chosen(jsonb, jsonb, jsonb) from public;
