create or replace function public.event_fees(event_id uuid default null)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select events.event_fees(event_fees.event_id)
$$;
revoke all on function public.event_fees(uuid) from public, anon, authenticated, service_role;
grant execute on function public.event_fees(uuid) to authenticated;
comment on function public.event_fees(uuid) is
  'What the platform asks of an event at present: {event_id, platform_fee (basis points), overage_fee (cents per ticket above the plan''s limit; null: sales stop there), plan, platform_fee_override, overage_fee_override, fee_override_reason, fee_override_set_at}. Needs billing.read, or an administrator of the platform. Errors: missing_field, sign_in_required, not_found, not_allowed.';
