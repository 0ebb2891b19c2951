create or replace function public.can_sell_tickets(
  event_id uuid default null,
  quantity integer default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select events.can_sell_tickets(can_sell_tickets.event_id, can_sell_tickets.quantity)
$$;
revoke all on function public.can_sell_tickets(uuid, integer)
  from public, anon, authenticated, service_role;
grant execute on function public.can_sell_tickets(uuid, integer) to authenticated;
comment on function public.can_sell_tickets(uuid, integer) is
  'What so many more tickets of an event would mean for the plan of its organisation: {allowed, quantity, plan, limit_period, ticket_limit, tickets_sold, remaining, is_overage_allowed, overage_tickets, overage_fee (cents each), overage_amount, currency}. Needs billing.read. Errors: missing_field, invalid_field, sign_in_required, not_found, not_allowed.';
