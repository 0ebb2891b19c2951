-- The plan of this name. Raises invalid_field.
create or replace function platform.read_plan(p_plan text)
  returns billing.plan
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_plan billing.plan;
begin
  select p.plan into v_plan from billing.plans as p where p.plan::text = p_plan;
  if not found then
    perform core.fail('invalid_field', jsonb_build_object(
      'field', 'plan', 'reason', 'it is none of ' || (
        select string_agg(p.plan::text, ', ' order by p.position) from billing.plans as p)));
  end if;
  return v_plan;
end
$$;
revoke all on function platform.read_plan(text) from public;
