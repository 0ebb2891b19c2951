-- A limit among the rules of a question, a whole number from 1 to `p_max`; null when it is missing.
-- Raises invalid_field.
create or replace function events.read_limit(p_rules jsonb, p_name text, p_max integer)
  returns integer
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_read events.read_answer := events.read_number(
    jsonb_build_object('min', 1, 'max', p_max), coalesce(p_rules -> p_name, '1'));
begin
  if v_read.reason is not null or scale((v_read.value)::numeric) > 0 then
    perform core.fail('invalid_field', jsonb_build_object(
      'field', 'rules.' || p_name, 'reason', format('it must be a whole number from 1 to %s', p_max)));
  end if;
  return case when p_rules ? p_name then v_read.value::integer end;
end
$$;
revoke all on function events.read_limit(jsonb, text, integer) from public;
