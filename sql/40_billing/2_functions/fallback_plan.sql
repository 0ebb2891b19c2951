-- What an org has when its plan ends and it chose no other: the one for non-profits, if it is known
-- to be one; else none.
create or replace function billing.fallback_plan(p_org_id uuid)
  returns billing.plan
  language sql
  stable
  security definer
  set search_path = ''
as $$
  select case when billing.is_verified(p_org_id) then 'NON_PROFIT'::billing.plan end
$$;
revoke all on function billing.fallback_plan(uuid) from public;
