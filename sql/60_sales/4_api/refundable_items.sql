create or replace function public.refundable_items(
  order_id uuid default null,
  include_fees boolean default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select sales.refundable_items(refundable_items.order_id, refundable_items.include_fees)
$$;
revoke all on function public.refundable_items(uuid, boolean)
  from public, anon, authenticated, service_role;
grant execute on function public.refundable_items(uuid, boolean) to authenticated;
comment on function public.refundable_items(uuid, boolean) is
  'What of an order can still be refunded, for staff with payments.read: {order_id, status, currency, refundable_amount, include_fees, items}, each item {order_item_id, line, kind, name, quantity, refunded_quantity, total_amount, refundable_quantity, refundable_amount, ticket_instance_ids}. include_fees: with shares of the service fee, else as the event says. Errors: sign_in_required, missing_field, not_found, not_allowed.';
