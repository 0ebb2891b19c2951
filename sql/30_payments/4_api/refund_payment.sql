create or replace function public.refund_payment(
  review_id uuid default null,
  note text default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select payments.refund_payment(refund_payment.review_id, refund_payment.note)
$$;
revoke all on function public.refund_payment(uuid, text)
  from public, anon, authenticated, service_role;
grant execute on function public.refund_payment(uuid, text) to authenticated;
comment on function public.refund_payment(uuid, text) is
  'Sends a payment of payments_in_review back, for staff with payments.review; of money paid to the platform, in platform_org, for its administrators alone: all of it, or a refund that failed once more. note: why, for staff. Returns {review_id, payment_id, order_id, resolution, amount, currency, refund_id}. Errors: sign_in_required, not_found, not_allowed, platform_admin_required, missing_field, invalid_field, review_closed, review_action_impossible, payment_disputed, refund_too_large.';
