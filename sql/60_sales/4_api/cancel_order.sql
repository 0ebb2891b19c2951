create or replace function public.cancel_order(
  order_id uuid default null,
  refund text default null,
  reason text default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select sales.cancel_order(cancel_order.order_id, cancel_order.refund, cancel_order.reason)
$$;
revoke all on function public.cancel_order(uuid, text, text)
  from public, anon, authenticated, service_role;
grant execute on function public.cancel_order(uuid, text, text) to authenticated;
comment on function public.cancel_order(uuid, text, text) is
  'Cancels an order. One that is not paid gives its places back, for staff with orders.create. Of a paid one, for staff with refunds.create, refund says what goes back: all, what the rules of the event give, or none; its buyer is told. A repeat changes nothing. Returns {order_id, order_number, status, refund_amount, currency}. Errors: sign_in_required, not_found, not_allowed, missing_field, invalid_field, order_cannot_be_cancelled.';
