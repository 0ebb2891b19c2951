-- The age of a participant on race day, null when the date of birth is not known. Raises too_young,
-- too_old, and invalid_field for who is born after race day or would be older than anybody was.
create or replace function sales.check_age(
  p_rule sales.entry_rule,
  p_birth_date date,
  p_data jsonb
)
  returns integer
  language plpgsql
  stable
  security invoker
  set search_path = ''
as $$
declare
  v_age integer := sales.age_on(p_birth_date, p_rule.race_day);
begin
  if v_age not between 0 and 130 or p_birth_date > p_rule.race_day then
    perform core.fail('invalid_field', p_data || jsonb_build_object(
      'field', 'birth_date', 'reason', 'nobody is of that age on race day'));
  end if;
  if v_age < p_rule.min_age then
    perform core.fail('too_young', p_data || jsonb_build_object(
      'field', 'birth_date', 'ticket_type', p_rule.ticket_type, 'min_age', p_rule.min_age,
      'race_day', p_rule.race_day));
  elsif v_age > p_rule.max_age then
    perform core.fail('too_old', p_data || jsonb_build_object(
      'field', 'birth_date', 'ticket_type', p_rule.ticket_type, 'max_age', p_rule.max_age,
      'race_day', p_rule.race_day));
  end if;
  return v_age;
end
$$;
revoke all on function sales.check_age(sales.entry_rule, date, jsonb) from public;
