create or replace view public.settlement_lines
with (security_invoker = true) as
select
  l.org_id,
  l.id,
  l.settlement_id,
  l.kind,
  l.mollie_id,
  l.mollie_payment_id,
  (
    select p.id from payments.payments as p
    where p.org_id = l.org_id and p.provider = 'mollie'
      and p.provider_payment_id = l.mollie_payment_id
  ) as payment_id,
  (
    select p.payable_id from payments.payments as p
    where p.org_id = l.org_id and p.provider = 'mollie'
      and p.provider_payment_id = l.mollie_payment_id
  ) as order_id,
  l.amount,
  l.description,
  l.occurred_at
from payments.settlement_lines as l;
revoke all on public.settlement_lines from anon, authenticated, service_role;
grant select on public.settlement_lines to authenticated;
comment on view public.settlement_lines is 'What settlements are made of, for staff with payments.read. Amounts in cents, what was withheld below zero; they come to the amount of their settlement. payment_id and order_id are ours, none where the payment is not.';
comment on column public.settlement_lines.kind is
  'payment, refund, chargeback; provider_cost and application_fee: what provider and platform took; movement: what else moved the balance, as description says; other: what nothing explains.';
