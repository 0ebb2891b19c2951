create or replace function public.payout_differences(org_id uuid default null)
  returns table (
    kind text,
    subject text,
    reason text,
    currency text,
    our_amount bigint,
    their_amount bigint,
    settlement_id uuid,
    payment_id uuid,
    refund_id uuid,
    chargeback_id uuid,
    mollie_id text,
    occurred_at timestamptz
  )
  language sql
  stable
  security invoker
  set search_path = ''
as $$
  select d.kind, d.subject, d.reason, d.currency, d.our_amount, d.their_amount, d.settlement_id,
    d.payment_id, d.refund_id, d.chargeback_id, d.mollie_id, d.occurred_at
  from payments.payout_differences(payout_differences.org_id) as d
$$;
revoke all on function public.payout_differences(uuid)
  from public, anon, authenticated, service_role;
grant execute on function public.payout_differences(uuid) to authenticated;
comment on function public.payout_differences(uuid) is
  'Where what the payment provider pays out to an org differs from our payments, with the reason in words, for staff with payments.read; the newest first, at most 1000. Amounts in cents: our_amount and their_amount, none where one of us does not know of it. Kinds: unknown, amount, fee, not_settled, unexplained, books. Errors: missing_field, not_found, not_allowed.';
