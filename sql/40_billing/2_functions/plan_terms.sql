-- The terms of a plan as they are now.
create or replace function billing.plan_terms(p_plan billing.plan)
  returns billing.plans
  language sql
  stable
  security definer
  set search_path = ''
as $$
  select p from billing.plans as p where p.plan = p_plan
$$;
revoke all on function billing.plan_terms(billing.plan) from public;
