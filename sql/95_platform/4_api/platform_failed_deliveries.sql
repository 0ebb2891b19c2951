create or replace function public.platform_failed_deliveries(
  channel text default null,
  cursor bigint default null,
  "limit" integer default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select platform.failed_deliveries(
    platform_failed_deliveries.channel, platform_failed_deliveries.cursor,
    platform_failed_deliveries."limit")
$$;
revoke all on function public.platform_failed_deliveries(text, bigint, integer)
  from public, anon, authenticated, service_role;
grant execute on function public.platform_failed_deliveries(text, bigint, integer) to authenticated;
comment on function public.platform_failed_deliveries(text, bigint, integer) is
  'Messages whose delivery failed, retrying or dead, the newest first; for administrators of the platform. channel: email, or mollie for what is asked of the payment provider. Returns {deliveries, next_cursor}. limit: 1 to 200, 50 by default. Errors: platform_admin_required, invalid_field.';
