create or replace function public.cancel_staff_order(order_id uuid default null)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select sales.cancel_staff_order(cancel_staff_order.order_id)
$$;
revoke all on function public.cancel_staff_order(uuid)
  from public, anon, authenticated, service_role;
grant execute on function public.cancel_staff_order(uuid) to authenticated;
comment on function public.cancel_staff_order(uuid) is
  'Cancels an unpaid order that staff placed on invoice or for a bank transfer; its places go back. For staff with orders.create. A repeat changes nothing. Returns {order_id, order_number, status}. Errors: sign_in_required, not_found, not_allowed, missing_field, order_cannot_be_cancelled.';
