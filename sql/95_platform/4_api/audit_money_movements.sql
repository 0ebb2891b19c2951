-- The books of all orgs, entry by entry, for auditors.
create or replace view public.audit_money_movements
with (security_invoker = true) as
select
  j.org_id, j.id as journal_id, l.line, j.cause, j.cause_id, j.source_id, j.subject_id, l.account,
  greatest(l.amount, 0) as debit, greatest(-l.amount, 0) as credit, j.currency, j.occurred_at,
  j.month, j.created_at
from ledger.journals as j
cross join lateral unnest(j.lines) with ordinality as l (account, amount, line);
revoke all on public.audit_money_movements from anon, authenticated, service_role;
grant select on public.audit_money_movements to auditor;
create or replace trigger _100_read_only
  instead of insert or update or delete on public.audit_money_movements
  for each row execute function core.tg__read_only();
comment on view public.audit_money_movements is
  'Every movement of money in the books of all organisations: payments, refunds, chargebacks, settlements and the rest, for auditors. The entries of one journal_id balance and never change. Amounts in cents.';
comment on column public.audit_money_movements.cause is
  'What happened: payment, settlement, refund, chargeback, chargeback_reversal, swap and others; cause_id is the payment, refund, chargeback and so on.';
comment on column public.audit_money_movements.source_id is
  'What it belongs to: the order, the reservation, the bill.';
comment on column public.audit_money_movements.subject_id is
  'What it is about: the event; of a deposit, the location.';
