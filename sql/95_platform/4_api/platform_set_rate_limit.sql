-- The front door of platform.set_rate_limit(), which says what it does and refuses.
create or replace function public.platform_set_rate_limit(
  rule text default null,
  max_hits integer default null,
  window_seconds integer default null,
  reason text default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select platform.set_rate_limit(
    platform_set_rate_limit.rule, platform_set_rate_limit.max_hits,
    platform_set_rate_limit.window_seconds, platform_set_rate_limit.reason
  )
$$;
revoke all on function public.platform_set_rate_limit(text, integer, integer, text)
  from public, anon, authenticated, service_role;
grant execute on function public.platform_set_rate_limit(text, integer, integer, text)
  to authenticated;
comment on function public.platform_set_rate_limit(text, integer, integer, text) is
  'Changes a rate limit: max_hits (1 to 1000000; null, no limit, for rules of whole organisations only) in window_seconds (1 to 86400); for administrators of the platform. Returns {rule, max_hits, window_seconds}. Errors: missing_field, invalid_field.';
