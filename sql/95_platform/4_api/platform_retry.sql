create or replace function public.platform_retry(
  event_id bigint default null,
  payment_id uuid default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select platform.retry(platform_retry.event_id, platform_retry.payment_id)
$$;
revoke all on function public.platform_retry(bigint, uuid)
  from public, anon, authenticated, service_role;
grant execute on function public.platform_retry(bigint, uuid) to authenticated;
comment on function public.platform_retry(bigint, uuid) is
  'Tries again what failed, for administrators of the platform: the delivery of a message, or asking the payment provider about a payment. Errors: platform_admin_required, missing_field, invalid_field, not_found.';
