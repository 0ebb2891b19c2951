-- A plan by its name. Raises missing_field, invalid_field.
create or replace function billing.read_plan(p_plan text)
  returns billing.plans
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  if p_plan is null then
    perform core.fail('missing_field', jsonb_build_object('field', 'plan'));
  elsif not pg_input_is_valid(p_plan, 'billing.plan') then
    perform core.fail('invalid_field', jsonb_build_object(
      'field', 'plan', 'reason', 'it is none of ' || array_to_string(
        enum_range(null::billing.plan), ', ')));
  end if;
  return billing.plan_terms(p_plan::billing.plan);
end
$$;
revoke all on function billing.read_plan(text) from public;
