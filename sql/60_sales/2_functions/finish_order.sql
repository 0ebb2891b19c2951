-- What whoever placed an order is answered; kept for its idempotency key, if it has one, without
-- the secret that shows the order; whoever has that at hand gives it.
create or replace function sales.finish_order(
  p_order sales.orders,
  p_function text,
  p_request jsonb,
  p_token text default null
)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_response jsonb := jsonb_build_object(
    'order_id', p_order.id,
    'order_number', p_order.order_number,
    'status', p_order.status,
    'checkout_url', null,
    'expires_at', p_order.expires_at,
    'total_amount', p_order.total_amount,
    'currency', p_order.currency
  );
begin
  if p_order.idempotency_key is not null then
    perform core.finish_idempotent(
      p_order.org_id::text, p_function, p_order.idempotency_key, p_request, v_response);
  end if;
  return v_response || jsonb_build_object(
    'public_token', coalesce(p_token, core.public_token(p_order.org_id, p_order.id)));
end
$$;
revoke all on function sales.finish_order(sales.orders, text, jsonb, text) from public;
