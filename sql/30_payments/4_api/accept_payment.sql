create or replace function public.accept_payment(
  review_id uuid default null,
  note text default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select payments.accept_payment(accept_payment.review_id, accept_payment.note)
$$;
revoke all on function public.accept_payment(uuid, text)
  from public, anon, authenticated, service_role;
grant execute on function public.accept_payment(uuid, text) to authenticated;
comment on function public.accept_payment(uuid, text) is
  'Takes a payment of payments_in_review as it is, for staff with payments.review; of money paid to the platform, in platform_org, for its administrators alone: money of another amount settles its order, and goes back when the order cannot be settled any more; a refund that failed is given up. note: why, for staff. Returns {review_id, payment_id, order_id, resolution, amount, currency, result}. Errors: sign_in_required, not_found, not_allowed, platform_admin_required, missing_field, invalid_field, review_closed, review_action_impossible, payment_disputed.';
