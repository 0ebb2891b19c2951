create or replace function public.validate_checkout_capacity(
  event_id uuid default null,
  items jsonb default null,
  promo_code text default null,
  waitlist_token text default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select sales.validate_checkout_capacity(
    validate_checkout_capacity.event_id,
    validate_checkout_capacity.items,
    validate_checkout_capacity.promo_code,
    validate_checkout_capacity.waitlist_token
  )
$$;
revoke all on function public.validate_checkout_capacity(uuid, jsonb, text, text) from public;
grant execute on function public.validate_checkout_capacity(uuid, jsonb, text, text)
  to anon, authenticated;
comment on function public.validate_checkout_capacity(uuid, jsonb, text, text) is
  'What a cart costs, and whether it could be ordered now, without ordering it; promises nothing. items as in create_order; registrations are checked when they are there. Returns {ok, subtotal_amount, discount_amount, service_fee_amount, vat_amount, total_amount, currency, lines}, amounts in cents. With the waitlist_token of somebody who was offered places these count as free. A promo code needs POST. Errors: those of create_order, promo_code_needs_post.';
