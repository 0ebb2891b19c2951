create or replace function public.get_usage(
  org_id uuid default null,
  event_id uuid default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select billing.get_usage(get_usage.org_id, get_usage.event_id)
$$;
revoke all on function public.get_usage(uuid, uuid)
  from public, anon, authenticated, service_role;
grant execute on function public.get_usage(uuid, uuid) to authenticated;
comment on function public.get_usage(uuid, uuid) is
  'What an organisation used of its plan at this moment: {plan, limit_period, event_id, period_start, period_end, resets_at, ticket_limit, tickets_sold, remaining, percentage, state (ok, warning, reached), is_overage_allowed, overage_tickets, overage_amount (cents), currency, events}. A plan that counts by event says it of event_id, else of the event that sold most, with all in events. Needs billing.read. Errors: missing_field, sign_in_required, not_found, not_allowed.';
