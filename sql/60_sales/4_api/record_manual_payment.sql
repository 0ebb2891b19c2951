create or replace function public.record_manual_payment(
  order_id uuid default null,
  amount bigint default null,
  method text default null,
  reference text default null,
  received_at timestamptz default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select sales.record_manual_payment(
    record_manual_payment.order_id,
    record_manual_payment.amount,
    record_manual_payment.method,
    record_manual_payment.reference,
    record_manual_payment.received_at
  )
$$;
revoke all on function public.record_manual_payment(uuid, bigint, text, text, timestamptz)
  from public, anon, authenticated, service_role;
grant execute on function public.record_manual_payment(uuid, bigint, text, text, timestamptz)
  to authenticated;
comment on function public.record_manual_payment(uuid, bigint, text, text, timestamptz) is
  'Records that the money for an order came past the payment provider, for staff with payments.record; the order is settled and its tickets are sent. amount: all of the order, in cents. method: bank, cash or card. reference: what the bank statement or the receipt says. received_at: now, when left out. A repeat with the same method and reference changes nothing. Returns {order_id, order_number, status, payment_id, amount, currency, method, reference, received_at}. Errors: sign_in_required, not_found, not_allowed, missing_field, invalid_field, wrong_amount, paid_otherwise, order_not_payable, payment_not_accepted.';
