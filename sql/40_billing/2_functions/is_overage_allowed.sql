-- Whether an org on a plan sells on above its limit, by the terms of the plan. Raises
-- missing_field, invalid_field.
create or replace function billing.is_overage_allowed(p_plan text)
  returns boolean
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_is_allowed boolean;
begin
  select p.overage_amount is not null into v_is_allowed
  from billing.plans as p
  where p.plan::text = core.require_text('plan', p_plan, 50);
  if not found then
    perform core.fail('invalid_field', jsonb_build_object(
      'field', 'plan', 'reason', 'there is no such plan'));
  end if;
  return v_is_allowed;
end
$$;
revoke all on function billing.is_overage_allowed(text) from public;
grant execute on function billing.is_overage_allowed(text) to anon, authenticated;
