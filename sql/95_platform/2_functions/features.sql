-- Every feature: on or off in general, per plan (null: as in general), and for which orgs otherwise
-- (the first 200). For platform admins; called by public.platform_features().
-- Raises sign_in_required, platform_admin_required.
create or replace function platform.features()
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  perform tenancy.require_platform_admin();
  return (
    select jsonb_agg(
      jsonb_build_object(
        'feature', f.feature, 'description', f.description, 'is_on', f.is_on,
        'plans', (
          select jsonb_object_agg(p.plan, o.is_on order by p.position)
          from billing.plans as p
          left join billing.plan_features as o on o.plan = p.plan and o.feature = f.feature
        ),
        'overrides', (
          select coalesce(jsonb_agg(jsonb_build_object(
            'org_id', o.org_id, 'is_on', o.is_on, 'reason', o.reason) order by o.org_id), '[]')
          from (
            select w.* from billing.feature_overrides as w
            where w.feature = f.feature
            order by w.org_id
            limit 200
          ) as o
        ))
      order by f.position)
    from billing.features as f
  );
end
$$;
revoke all on function platform.features() from public;
grant execute on function platform.features() to authenticated;
