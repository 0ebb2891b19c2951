create or replace function public.platform_failed_payments(
  period text default null,
  cursor uuid default null,
  "limit" integer default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select platform.failed_payments(
    platform_failed_payments.period, platform_failed_payments.cursor,
    platform_failed_payments."limit")
$$;
revoke all on function public.platform_failed_payments(text, uuid, integer)
  from public, anon, authenticated, service_role;
grant execute on function public.platform_failed_payments(text, uuid, integer) to authenticated;
comment on function public.platform_failed_payments(text, uuid, integer) is
  'Payments of all organisations that failed, the latest first, with the provider''s reason; for administrators of the platform. period: 24h, 7d or 30d. Returns {payments, next_cursor}. limit: 1 to 200, 50 by default. Errors: platform_admin_required, invalid_field.';
