-- An answer to a question for a number; events.read_answer() says how it answers.
create or replace function events.read_number(p_rules jsonb, p_value jsonb)
  returns events.read_answer
  language plpgsql
  immutable
  security invoker
  set search_path = ''
as $$
declare
  v_number numeric;
  v_read events.read_answer;
begin
  if jsonb_typeof(p_value) <> 'number' then
    v_read.reason := 'it must be a number';
    return v_read;
  end if;
  v_number := trim_scale(p_value::numeric);
  if abs(v_number) >= 1e12 or scale(v_number) > 6 then
    v_read.reason := 'it has more than 12 digits, or more than 6 after the point';
  elsif v_number < (p_rules -> 'min')::numeric then
    v_read.reason := 'it is less than ' || (p_rules ->> 'min');
  elsif v_number > (p_rules -> 'max')::numeric then
    v_read.reason := 'it is more than ' || (p_rules ->> 'max');
  else
    v_read.value := to_jsonb(v_number);
  end if;
  return v_read;
end
$$;
revoke all on function events.read_number(jsonb, jsonb) from public;
