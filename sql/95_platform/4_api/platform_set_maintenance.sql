-- The front door of platform.set_maintenance(), which says what it does and refuses.
create or replace function public.platform_set_maintenance(
  is_on boolean default null,
  text_nl text default null,
  text_en text default null,
  retry_after integer default null,
  reason text default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select platform.set_maintenance(
    platform_set_maintenance.is_on, platform_set_maintenance.text_nl,
    platform_set_maintenance.text_en, platform_set_maintenance.retry_after,
    platform_set_maintenance.reason
  )
$$;
revoke all on function public.platform_set_maintenance(boolean, text, text, integer, text)
  from public, anon, authenticated, service_role;
grant execute on function public.platform_set_maintenance(boolean, text, text, integer, text)
  to authenticated;
comment on function public.platform_set_maintenance(boolean, text, text, integer, text) is
  'Begins or ends maintenance; for administrators of the platform, who may change things meanwhile. Others only read: what they change is refused with 503 maintenance, Retry-After and the texts. retry_after: 10 to 86400 seconds, without it as it was. Returns {is_on, retry_after, text_nl, text_en}. Errors: missing_field, invalid_field.';
