create or replace function public.record_manual_refund(
  refund_id uuid default null,
  reference text default null,
  refunded_at timestamptz default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select payments.record_manual_refund(
    record_manual_refund.refund_id,
    record_manual_refund.reference,
    record_manual_refund.refunded_at
  )
$$;
revoke all on function public.record_manual_refund(uuid, text, timestamptz)
  from public, anon, authenticated, service_role;
grant execute on function public.record_manual_refund(uuid, text, timestamptz) to authenticated;
comment on function public.record_manual_refund(uuid, text, timestamptz) is
  'Records that somebody has sent a refund that the payment provider could not send (provider manual, in review as refund_by_hand), for staff with payments.record; its payer is told. reference: what the bank statement or the receipt says. refunded_at: now, when left out. A repeat with the same reference changes nothing. Returns {refund_id, status, amount, currency, reference, refunded_at}. Errors: sign_in_required, missing_field, invalid_field, not_found, not_allowed, refund_not_manual, refund_already_recorded.';
