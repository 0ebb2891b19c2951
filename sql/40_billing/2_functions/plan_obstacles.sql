-- What stands in the way of an org's having a plan, by everybody who knows (billing.plan_checks):
-- [{limit, used, max, reason}]; empty: nothing.
create or replace function billing.plan_obstacles(p_org_id uuid, p_plan billing.plan)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_check billing.plan_checks;
  v_found jsonb;
  v_all jsonb := '[]';
begin
  for v_check in select c.* from billing.plan_checks as c order by c.position loop
    execute format('select %s($1, $2)', v_check.function) into v_found using p_org_id, p_plan;
    v_all := v_all || coalesce(v_found, '[]');
  end loop;
  return v_all;
end
$$;
revoke all on function billing.plan_obstacles(uuid, billing.plan) from public;
