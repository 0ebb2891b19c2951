-- The front door of platform.rate_limits(), which says what it does and refuses.
create or replace function public.platform_rate_limits()
  returns jsonb
  language sql
  stable
  security invoker
  set search_path = ''
as $$
  select platform.rate_limits()
$$;
revoke all on function public.platform_rate_limits() from public, anon, authenticated, service_role;
grant execute on function public.platform_rate_limits() to authenticated;
comment on function public.platform_rate_limits() is
  'Every rate limit; for administrators of the platform. Returns [{rule, subject, max_hits, window_seconds, description, may_be_overridden, overrides: [{plan, org_id, max_hits}]}]: so often in so many seconds for each subject (address, user, key or org); max_hits null is without a limit.';
