create or replace function public.set_event_fees(
  event_id uuid default null,
  platform_fee_override integer default null,
  overage_fee_override integer default null,
  reason text default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select events.set_event_fees(
    set_event_fees.event_id, set_event_fees.platform_fee_override,
    set_event_fees.overage_fee_override, set_event_fees.reason)
$$;
revoke all on function public.set_event_fees(uuid, integer, integer, text)
  from public, anon, authenticated, service_role;
grant execute on function public.set_event_fees(uuid, integer, integer, text) to authenticated;
comment on function public.set_event_fees(uuid, integer, integer, text) is
  'Agrees what the platform asks of an event: its fee from 0 to 1000 basis points, a ticket above the plan''s limit from 0 to 100 cents; null: as the plan says. With the reason. For administrators of the platform. Returns what event_fees returns. Errors: sign_in_required, platform_admin_required, missing_field, invalid_field, not_found.';
