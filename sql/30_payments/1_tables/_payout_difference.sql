-- requires: _schema
--
-- One row of payout_differences().
create type payments.payout_difference as (
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
);
comment on type payments.payout_difference is
  'Where what the provider pays out differs from our payments.';
