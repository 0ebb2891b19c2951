create or replace function public.create_staff_order(
  event_id uuid default null,
  items jsonb default null,
  email text default null,
  purchaser_name text default null,
  language text default null,
  settlement text default null,
  promo_code text default null,
  note text default null,
  idempotency_key text default null,
  hold_minutes integer default null,
  invoice_details jsonb default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select sales.create_staff_order(
    create_staff_order.event_id,
    create_staff_order.items,
    create_staff_order.email,
    create_staff_order.purchaser_name,
    create_staff_order.language,
    create_staff_order.settlement,
    create_staff_order.promo_code,
    create_staff_order.note,
    create_staff_order.idempotency_key,
    create_staff_order.hold_minutes,
    create_staff_order.invoice_details
  )
$$;
revoke all on function public.create_staff_order(
  uuid, jsonb, text, text, text, text, text, text, text, integer, jsonb
) from public, anon, authenticated, service_role;
grant execute on function public.create_staff_order(
  uuid, jsonb, text, text, text, text, text, text, text, integer, jsonb
) to authenticated;
comment on function public.create_staff_order(
  uuid, jsonb, text, text, text, text, text, text, text, integer, jsonb
) is
  'Places an order for somebody else, for staff with orders.create: the cart, prices, rules and places of create_order. settlement: complimentary (costs nothing; needs orders.give_away; no promo_code), cash (paid here and now), invoice or bank (holds its places for 14 days but not beyond the start of the event, or for hold_minutes, 15 to 86400, until record_manual_payment or an online payment by its buyer, who gets a mail). note is for staff. With invoice_details ({} or as in request_invoice) the buyer gets an invoice; one for settlement invoice is sent at once, where invoices are always sent too. Send an idempotency_key so that a repeat is no second order. Returns what create_order returns. Errors: sign_in_required, not_found, not_allowed, and those of create_order.';
