create or replace function public.platform_refund(
  order_id uuid default null,
  amount bigint default null,
  items jsonb default null,
  reason text default null,
  internal_note text default null,
  idempotency_key uuid default null,
  include_fees boolean default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select platform.refund(
    platform_refund.order_id, platform_refund.amount, platform_refund.items,
    platform_refund.reason, platform_refund.internal_note, platform_refund.idempotency_key,
    platform_refund.include_fees)
$$;
revoke all on function public.platform_refund(uuid, bigint, jsonb, text, text, uuid, boolean)
  from public, anon, authenticated, service_role;
grant execute on function public.platform_refund(uuid, bigint, jsonb, text, text, uuid, boolean)
  to authenticated;
comment on function public.platform_refund(uuid, bigint, jsonb, text, text, uuid, boolean) is
  'Sends money of an order back, whoever''s it is; for administrators of the platform. As create_refund, which see, but reason is required, and no permission of the organisation is. Never more goes back than was paid and is left. Errors: sign_in_required, platform_admin_required, and those of create_refund but for not_allowed.';
