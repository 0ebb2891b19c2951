-- requires: booked_payments
create or replace view public.ledger_comparison
with (security_invoker = true) as
select
  b.org_id,
  b.payment_id,
  b.connection_id,
  b.item,
  b.ledger_amount,
  b.payment_amount,
  b.ledger_amount - b.payment_amount as difference
from payments.booked_payments as b;
revoke all on public.ledger_comparison from anon, authenticated, service_role;
grant select on public.ledger_comparison to authenticated;
create or replace trigger _100_read_only
  instead of insert or update or delete on public.ledger_comparison
  for each row execute function core.tg__read_only();
comment on view public.ledger_comparison is 'The books beside what the payment provider said, payment by payment, for staff with payments.read: item is received, application_fee, refunded, fee_credit or charged_back, amounts in cents. difference=neq.0 finds what does not agree; there should be nothing. connection_id is the connected account (none: the platform''s own, or money that came past the provider).';
