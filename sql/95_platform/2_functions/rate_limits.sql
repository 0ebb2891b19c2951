-- Every rate limit with its overrides (the first 200), for platform admins. Called by
-- public.platform_rate_limits(). Raises sign_in_required, platform_admin_required.
create or replace function platform.rate_limits()
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
        'rule', r.rule, 'subject', r.subject, 'max_hits', r.max_hits,
        'window_seconds', r.window_seconds, 'description', r.description,
        'may_be_overridden', r.knows_org,
        'overrides', (
          select coalesce(jsonb_agg(jsonb_build_object(
            'plan', o.class, 'org_id', o.org_id, 'max_hits', o.max_hits
          ) order by o.override_id), '[]')
          from (
            select w.* from core.rate_limit_overrides as w
            where w.rule = r.rule
            order by w.override_id
            limit 200
          ) as o
        ))
      order by r.rule)
    from core.rate_limits as r
  );
end
$$;
revoke all on function platform.rate_limits() from public;
grant execute on function platform.rate_limits() to authenticated;
