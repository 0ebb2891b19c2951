create or replace view public.usage_records
with (security_invoker = true) as
select
  r.org_id, r.id, r.event_id, r.plan, r.period_start, r.period_end, r.ticket_limit, r.tickets_sold,
  r.overage_tickets, r.overage_fee_total, r.currency, r.events, r.created_at
from billing.usage_records as r;
revoke all on public.usage_records from anon, authenticated, service_role;
grant select on public.usage_records to authenticated;
comment on view public.usage_records is
  'What organisations used of their plans in periods that are over, for staff with billing.read: a calendar month, or an event. Amounts in cents.';
