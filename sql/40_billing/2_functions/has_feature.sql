-- Whether an org has a feature: as was decided for it, else for its plan, else for everybody.
-- Raises a plain error for a feature that nobody registered: that is a mistake in our code.
create or replace function billing.has_feature(p_org_id uuid, p_feature text)
  returns boolean
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_has boolean;
begin
  select coalesce(
    (
      select o.is_on from billing.feature_overrides as o
      where o.org_id = p_org_id and o.feature = f.feature
    ),
    (
      select p.is_on from billing.plan_features as p
      where p.feature = f.feature and p.plan::text = billing.plan_class(p_org_id)
    ),
    f.is_on
  )
  into v_has
  from billing.features as f
  where f.feature = p_feature;
  if not found then
    raise exception 'feature % is not registered in billing.features', p_feature;
  end if;
  return v_has;
end
$$;
revoke all on function billing.has_feature(uuid, text) from public;
