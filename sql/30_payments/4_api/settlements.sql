create or replace view public.settlements
with (security_invoker = true) as
select
  s.org_id,
  s.id,
  (
    select b.connection_id from payments.balances as b
    where b.org_id = s.org_id and b.id = s.balance_id
  ) as connection_id,
  s.balance_id,
  s.mollie_settlement_id,
  s.reference,
  s.status,
  s.amount,
  s.currency,
  s.periods,
  s.provider_created_at,
  s.settled_at,
  s.failed_at,
  s.lines_fetched_at is not null as has_lines,
  s.fetched_at,
  extract(epoch from core.clock() - s.fetched_at)::integer as age_seconds
from payments.settlements as s;
revoke all on public.settlements from anon, authenticated, service_role;
grant select on public.settlements to authenticated;
comment on view public.settlements is 'What the payment provider pays out to an org that connected its account, for staff with payments.read. Amounts in cents; in periods, revenue and costs by year and month, in euros with four decimals. mollie_settlement_id is open for all that is on the balance now, and next for what of it is paid out next. A copy of what the provider said at fetched_at, age_seconds ago: refresh_payouts asks again.';
comment on column public.settlements.reference is 'What stands on the bank statement.';
comment on column public.settlements.has_lines is
  'Whether settlement_lines has all that it is made of, to the cent.';
