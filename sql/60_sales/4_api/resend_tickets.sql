create or replace function public.resend_tickets(
  order_id uuid default null,
  public_token text default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select sales.resend_tickets(resend_tickets.order_id, resend_tickets.public_token)
$$;
revoke all on function public.resend_tickets(uuid, text) from public;
grant execute on function public.resend_tickets(uuid, text) to anon, authenticated;
comment on function public.resend_tickets(uuid, text) is
  'Mails the tickets of a paid order again to its buyer: with the public_token, or with the order_id for staff with tickets.resend. Returns {order_id, status}. Errors: missing_field, order_not_found, not_found, not_allowed, sign_in_required, order_has_no_tickets, rate_limited.';
