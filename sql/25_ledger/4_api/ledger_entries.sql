create or replace view public.ledger_entries
with (security_invoker = true) as
select
  j.org_id,
  j.id as journal_id,
  l.line,
  j.cause,
  j.cause_id,
  j.source_id,
  j.subject_id,
  l.account,
  a.name as account_name,
  a.kind as account_kind,
  greatest(l.amount, 0) as debit,
  greatest(-l.amount, 0) as credit,
  j.currency,
  j.occurred_at,
  j.month,
  j.created_at
from ledger.journals as j
cross join lateral unnest(j.lines) with ordinality as l (account, amount, line)
join ledger.accounts as a on a.code = l.account
where l.account not like 'platform.%';
revoke all on public.ledger_entries from anon, authenticated, service_role;
grant select on public.ledger_entries to authenticated;
create or replace trigger _100_read_only
  instead of insert or update or delete on public.ledger_entries
  for each row execute function core.tg__read_only();
comment on view public.ledger_entries is 'The books of an organisation, entry by entry, for staff with payments.read. The entries of one journal_id are written as one, balance, and never change. Amounts in cents.';
comment on column public.ledger_entries.cause is
  'What happened: payment, settlement, refund, chargeback, chargeback_reversal, swap and others; cause_id is the payment, refund, chargeback and so on.';
comment on column public.ledger_entries.source_id is
  'What it belongs to: the order, the reservation, the bill.';
comment on column public.ledger_entries.subject_id is
  'What it is about: the event; of a deposit, the location.';
comment on column public.ledger_entries.month is
  'The first day of the month in which it was booked, in the time zone of the organisation.';
