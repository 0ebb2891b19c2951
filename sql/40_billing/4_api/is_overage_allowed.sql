create or replace function public.is_overage_allowed(plan text default null)
  returns boolean
  language sql
  stable
  security invoker
  set search_path = ''
as $$
  select billing.is_overage_allowed(is_overage_allowed.plan)
$$;
revoke all on function public.is_overage_allowed(text)
  from public, anon, authenticated, service_role;
grant execute on function public.is_overage_allowed(text) to anon, authenticated;
comment on function public.is_overage_allowed(text) is
  'Whether organisations on this plan sell on above its ticket limit. Errors: missing_field, invalid_field.';
