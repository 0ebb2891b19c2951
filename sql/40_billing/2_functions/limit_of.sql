-- What an org may do now: the terms of its plan, but where something else was agreed.
create or replace function billing.limit_of(p_org_id uuid)
  returns billing.limits
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return billing.limits_of(p_org_id, billing.plan_of(p_org_id));
end
$$;
revoke all on function billing.limit_of(uuid) from public;
