create or replace view public.fee_credits
with (security_invoker = true) as
select
  p.org_id,
  p.id as payment_id,
  p.payable_id as order_id,
  p.connection_id,
  p.currency,
  p.amount_captured,
  p.amount_refunded,
  p.application_fee_amount as fee_amount,
  c.credit_amount,
  c.credited_at
from payments.payments as p
cross join lateral (
  select coalesce(sum(l.amount), 0) as credit_amount, max(j.created_at) as credited_at
  from payments.refunds as r
  join ledger.journals as j
    on j.org_id = r.org_id and j.cause = 'refund' and j.cause_id = r.id
  cross join lateral unnest(j.lines) as l
  where r.org_id = p.org_id and r.payment_id = p.id and l.account = 'fee_credits'
) as c
where p.application_fee_amount > 0 and p.amount_captured > 0;
revoke all on public.fee_credits from anon, authenticated, service_role;
grant select on public.fee_credits to authenticated;
create or replace trigger _100_read_only
  instead of insert or update or delete on public.fee_credits
  for each row execute function core.tg__read_only();
comment on view public.fee_credits is 'What the platform took of each payment (fee_amount) and owes back because money of it went back (credit_amount), for staff with payments.read: the payment provider returns no fees, so they become credits, in proportion to what was refunded and to the cent. Amounts in cents.';
comment on column public.fee_credits.credited_at is 'When the last of it was credited.';
