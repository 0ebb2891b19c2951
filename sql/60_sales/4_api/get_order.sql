create or replace function public.get_order(public_token text default null)
  returns jsonb
  language sql
  stable
  security invoker
  set search_path = ''
as $$
  select sales.get_order(get_order.public_token)
$$;
revoke all on function public.get_order(text) from public;
grant execute on function public.get_order(text) to anon, authenticated;
comment on function public.get_order(text) is
  'An order for whoever holds its public_token: its data, event, items, checkout_url while it can be paid, tickets once it is paid, and teams with the people in them. Amounts in cents. Errors: missing_field, order_not_found.';
