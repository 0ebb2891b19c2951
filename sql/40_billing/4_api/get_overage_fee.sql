create or replace function public.get_overage_fee(
  org_id uuid default null,
  event_id uuid default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select billing.get_overage(get_overage_fee.org_id, get_overage_fee.event_id)
$$;
revoke all on function public.get_overage_fee(uuid, uuid)
  from public, anon, authenticated, service_role;
grant execute on function public.get_overage_fee(uuid, uuid) to authenticated;
comment on function public.get_overage_fee(uuid, uuid) is
  'What tickets above the limit of its plan cost an organisation so far, this month or for an event: {overage_tickets, overage_amount, currency, events: [{event_id, tickets, overage_tickets, overage_amount (per ticket), total}]}. Cents. Needs billing.read. Errors: missing_field, sign_in_required, not_found, not_allowed.';
