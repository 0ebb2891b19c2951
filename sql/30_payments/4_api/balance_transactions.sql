create or replace view public.balance_transactions
with (security_invoker = true) as
select
  t.org_id,
  t.id,
  t.balance_id,
  t.mollie_transaction_id,
  t.kind,
  t.initial_amount,
  t.cost_amount,
  t.amount,
  t.mollie_payment_id,
  t.mollie_subject_id,
  t.occurred_at
from payments.balance_transactions as t;
revoke all on public.balance_transactions from anon, authenticated, service_role;
grant select on public.balance_transactions to authenticated;
comment on view public.balance_transactions is 'Every movement of an org''s balances at the payment provider, for staff with payments.read. Amounts in cents, what went below zero: amount is initial_amount and cost_amount (what the provider took, VAT included) together. kind is in the provider''s words.';
