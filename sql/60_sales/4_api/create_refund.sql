create or replace function public.create_refund(
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
  select sales.create_refund(
    create_refund.order_id,
    create_refund.amount,
    create_refund.items,
    create_refund.reason,
    create_refund.internal_note,
    create_refund.idempotency_key,
    create_refund.include_fees
  )
$$;
revoke all on function public.create_refund(uuid, bigint, jsonb, text, text, uuid, boolean)
  from public, anon, authenticated, service_role;
grant execute on function public.create_refund(uuid, bigint, jsonb, text, text, uuid, boolean)
  to authenticated;
comment on function public.create_refund(uuid, bigint, jsonb, text, text, uuid, boolean) is
  'Sends money of an order back, for staff with refunds.create. items: [{order_item_id, quantity, ticket_instance_ids, amount}], all but the first optional; amount: cents, with items what they get together; neither: all that is left. Tickets that are refunded by items, or with all of the order, are over at once; an amount alone ends none, unless it is all that is left. include_fees: whether shares of the service fee go back too, else as the event says. idempotency_key is required: a repeat with it changes nothing and gets the same answer. The payment provider is told after this; the views refunds and refund_items show what became of it. Returns {refund_id, order_id, status, amount, currency, reason, idempotency_key, created_at, refunds}, where refunds has one entry per payment that the money came with: {refund_id, payment_id, provider, amount, status, send_at, items}. Errors: sign_in_required, missing_field, invalid_field, not_found, not_allowed, idempotency_key_reused, order_not_paid, order_already_refunded, nothing_to_refund, refund_too_large, order_item_not_found, ticket_not_found, ticket_is_void, already_refunded, payment_not_refundable.';
