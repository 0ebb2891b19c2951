-- Who accepted the waiver of the event for a participant. Raises waiver_missing, waiver_outdated,
-- guardian_missing, and invalid_field.
create or replace function sales.check_waiver(
  p_rule sales.entry_rule,
  p_waiver jsonb,
  p_age integer,
  p_data jsonb
)
  returns text
  language plpgsql
  stable
  security invoker
  set search_path = ''
as $$
declare
  v_by text;
begin
  if coalesce(p_waiver, 'null') = 'null' then
    perform core.fail('waiver_missing', p_data || jsonb_build_object(
      'field', 'waiver', 'version', p_rule.waiver_version));
  elsif jsonb_typeof(p_waiver) <> 'object'
    or jsonb_typeof(p_waiver -> 'version') is distinct from 'number'
    or jsonb_typeof(p_waiver -> 'is_guardian') not in ('boolean', 'null')
  then
    perform core.fail('invalid_field', p_data || jsonb_build_object(
      'field', 'waiver', 'reason', 'it is not {version, accepted_by, is_guardian}'));
  elsif (p_waiver -> 'version')::numeric <> p_rule.waiver_version then
    perform core.fail('waiver_outdated', p_data || jsonb_build_object(
      'field', 'waiver', 'version', p_rule.waiver_version));
  end if;
  v_by := sales.read_text(p_waiver, 'accepted_by', 200, p_data);
  if v_by is null then
    perform core.fail('waiver_missing', p_data || jsonb_build_object(
      'field', 'accepted_by', 'version', p_rule.waiver_version));
  elsif p_age < p_rule.guardian_below_age and p_waiver -> 'is_guardian' is distinct from 'true' then
    perform core.fail('guardian_missing', p_data || jsonb_build_object(
      'field', 'is_guardian', 'guardian_below_age', p_rule.guardian_below_age));
  end if;
  return v_by;
end
$$;
revoke all on function sales.check_waiver(sales.entry_rule, jsonb, integer, jsonb) from public;
