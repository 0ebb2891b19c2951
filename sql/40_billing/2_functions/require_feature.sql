-- Raises feature_not_in_plan unless an org has a feature; the error names the plans that have it.
create or replace function billing.require_feature(p_org_id uuid, p_feature text)
  returns void
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  if billing.has_feature(p_org_id, p_feature) then
    return;
  end if;
  perform core.fail('feature_not_in_plan', jsonb_build_object(
    'feature', p_feature,
    'plans', coalesce((
      select string_agg(p.name, ', ' order by p.position)
      from billing.plans as p
      join billing.features as f on f.feature = p_feature
      left join billing.plan_features as o on o.plan = p.plan and o.feature = f.feature
      where coalesce(o.is_on, f.is_on)
    ), 'ask the platform')));
end
$$;
revoke all on function billing.require_feature(uuid, text) from public;
