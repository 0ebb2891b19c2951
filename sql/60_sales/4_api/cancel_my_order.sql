create or replace function public.cancel_my_order(public_token text default null)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select sales.cancel_my_order(cancel_my_order.public_token)
$$;
revoke all on function public.cancel_my_order(text)
  from public, anon, authenticated, service_role;
grant execute on function public.cancel_my_order(text) to anon, authenticated;
comment on function public.cancel_my_order(text) is
  'Cancels an order that waits for its money; its places go back. A repeat changes nothing. Returns {order_id, order_number, status}. Errors: missing_field, order_not_found, order_cannot_be_cancelled.';
