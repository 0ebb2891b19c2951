create or replace function public.assign_payment(
  review_id uuid default null,
  order_id uuid default null,
  note text default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select sales.assign_payment(
    assign_payment.review_id, assign_payment.order_id, assign_payment.note)
$$;
revoke all on function public.assign_payment(uuid, uuid, text)
  from public, anon, authenticated, service_role;
grant execute on function public.assign_payment(uuid, uuid, text) to authenticated;
comment on function public.assign_payment(uuid, uuid, text) is
  'Gives the money of a payment of payments_in_review to another order of the organisation, which costs as much and is settled by it, for staff with payments.review. note: why, for staff. Returns {review_id, payment_id, order_id, resolution, amount, currency}. Errors: sign_in_required, not_found, not_allowed, missing_field, invalid_field, review_closed, review_action_impossible, payment_disputed, wrong_amount, paid_otherwise, order_not_payable, payment_not_accepted.';
