create or replace function public.validate_checkout_capacity(
  event_id uuid default null,
  items jsonb default null
)
  returns jsonb
  language sql
  stable
  security invoker
  set search_path = ''
as $$
  select sales.validate_checkout_capacity(
    validate_checkout_capacity.event_id, validate_checkout_capacity.items)
$$;
revoke all on function public.validate_checkout_capacity(uuid, jsonb) from public;
grant execute on function public.validate_checkout_capacity(uuid, jsonb) to anon, authenticated;
comment on function public.validate_checkout_capacity(uuid, jsonb) is
  'Whether a cart could be ordered now, without ordering it; promises nothing. Returns {ok, subtotal_amount, currency}, amounts in cents. Errors: those of create_order.';
