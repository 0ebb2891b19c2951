create or replace view public.balances
with (security_invoker = true) as
select
  b.org_id,
  b.id,
  b.connection_id,
  b.mollie_balance_id,
  b.currency,
  b.is_active,
  b.description,
  b.available_amount,
  b.pending_amount,
  b.transfer_frequency,
  b.fetched_at,
  extract(epoch from core.clock() - b.fetched_at)::integer as age_seconds
from payments.balances as b;
revoke all on public.balances from anon, authenticated, service_role;
grant select on public.balances to authenticated;
comment on view public.balances is 'What an org has at the payment provider, for staff with payments.read. Amounts in cents: available_amount can be paid out or sent back, pending_amount not yet. A copy of what the provider said at fetched_at, age_seconds ago: refresh_payouts asks again; while the connection is lost it stays as it was.';
