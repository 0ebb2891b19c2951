create or replace function public.create_order(
  event_id uuid default null,
  items jsonb default null,
  email text default null,
  purchaser_name text default null,
  language text default null,
  idempotency_key text default null,
  return_url text default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select sales.create_order(
    create_order.event_id,
    create_order.items,
    create_order.email,
    create_order.purchaser_name,
    create_order.language,
    create_order.idempotency_key,
    create_order.return_url
  )
$$;
revoke all on function public.create_order(uuid, jsonb, text, text, text, text, text) from public;
grant execute on function public.create_order(uuid, jsonb, text, text, text, text, text)
  to anon, authenticated;
comment on function public.create_order(uuid, jsonb, text, text, text, text, text) is
  'Places an order, as a guest or signed in. items: [{ticket_type_id, quantity}]. language: nl or en. Send an idempotency_key so that a repeat is no second order. Returns {order_id, order_number, status, public_token, checkout_url, expires_at, total_amount, currency}, amounts in cents; keep public_token, it shows the order to its guest. A free order is paid at once; for another one get the checkout_url from POST /functions/v1/create-payment, or use create-order-public, which does both. Errors: missing_field, invalid_field, invalid_email, invalid_quantity, duplicate_line, too_many_lines, event_not_found, event_is_over, org_suspended, ticket_type_not_found, sales_not_started, sales_ended, quantity_below_minimum, quantity_above_maximum, sold_out, amount_too_large, idempotency_key_reused, try_again.';
