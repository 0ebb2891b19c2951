create or replace view public.ledger_balances
with (security_invoker = true) as
select
  j.org_id,
  j.subject_id,
  j.month,
  l.account,
  a.name as account_name,
  a.kind as account_kind,
  j.currency,
  sum(greatest(l.amount, 0)) as debit,
  sum(greatest(-l.amount, 0)) as credit,
  sum(l.amount) as balance
from ledger.journals as j
cross join lateral unnest(j.lines) as l
join ledger.accounts as a on a.code = l.account
where l.account not like 'platform.%'
group by j.org_id, j.subject_id, j.month, l.account, a.name, a.kind, j.currency;
revoke all on public.ledger_balances from anon, authenticated, service_role;
grant select on public.ledger_balances to authenticated;
create or replace trigger _100_read_only
  instead of insert or update or delete on public.ledger_balances
  for each row execute function core.tg__read_only();
comment on view public.ledger_balances is 'What was booked on each account of an organisation per event (subject_id) and month, for staff with payments.read. Amounts in cents; balance is debit less credit, exact at any time.';
