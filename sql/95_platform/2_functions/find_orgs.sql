-- The orgs that filters leave, the newest first, from below an id on. Ids grow with time, so the
-- primary key puts them in order; what the words and the steps of onboarding leave is found once,
-- the rest is looked up for one org after the other until there are enough.
create or replace function platform.find_orgs(
  p_filters platform.org_filters,
  p_cursor uuid,
  p_limit integer
)
  returns setof tenancy.orgs
  language plpgsql
  stable
  security definer
  set search_path = ''
  set plan_cache_mode = 'force_custom_plan'
as $$
begin
  return query
    select o.*
    from tenancy.orgs as o
    left join billing.subscriptions as s on s.org_id = o.id and s.status <> 'cancelled'
    where o.deleted_at is null
      and (p_cursor is null or o.id < p_cursor)
      and (p_filters.words is null
        or o.id = any (array(select w from platform.orgs_with_words(p_filters.words) as w)))
      and (p_filters.is_suspended is null
        or (o.suspended_at is not null) = p_filters.is_suspended)
      and (p_filters.created_from is null or o.created_at >= p_filters.created_from)
      and (p_filters.created_to is null or o.created_at < p_filters.created_to)
      and (p_filters.plan is null or s.plan = p_filters.plan)
      and (p_filters.subscription_status is null
        or coalesce(s.status::text, 'none') = p_filters.subscription_status)
      and (p_filters.onboarding is null
        or o.id in (select n from platform.orgs_onboarded(p_filters.onboarding) as n))
    order by o.id desc
    limit p_limit;
end
$$;
revoke all on function platform.find_orgs(platform.org_filters, uuid, integer) from public;
