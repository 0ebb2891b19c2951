-- The plan of an org as a class for limits (core.org_classes); null where no plan is asked for, or
-- the org has none.
create or replace function billing.plan_class(p_org_id uuid)
  returns text
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  if not core.setting('billing.plans_required')::boolean then
    return null;
  end if;
  return billing.plan_of(p_org_id)::text;
end
$$;
revoke all on function billing.plan_class(uuid) from public;
