-- The front door of platform.override_rate_limit(), which says what it does and refuses.
create or replace function public.platform_override_rate_limit(
  rule text default null,
  plan text default null,
  org_id uuid default null,
  max_hits integer default null,
  reason text default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select platform.override_rate_limit(
    platform_override_rate_limit.rule, platform_override_rate_limit.plan,
    platform_override_rate_limit.org_id, platform_override_rate_limit.max_hits,
    platform_override_rate_limit.reason
  )
$$;
revoke all on function public.platform_override_rate_limit(text, text, uuid, integer, text)
  from public, anon, authenticated, service_role;
grant execute on function public.platform_override_rate_limit(text, text, uuid, integer, text)
  to authenticated;
comment on function public.platform_override_rate_limit(text, text, uuid, integer, text) is
  'Sets how often a rate limit lets the organisations of a plan, or one organisation, do it (null: as the rule says again); for administrators of the platform. Returns {rule, plan, org_id, max_hits}. Errors: missing_field, invalid_field, not_found.';
