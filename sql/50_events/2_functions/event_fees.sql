-- What the platform asks of an event, and why: {event_id, platform_fee (basis points), overage_fee
-- (cents per ticket above the plan's limit; null: sales stop there), plan, platform_fee_override,
-- overage_fee_override, fee_override_reason, fee_override_set_at}. For staff with billing.read and
-- for platform admins. Raises missing_field, sign_in_required, not_found, not_allowed.
create or replace function events.event_fees(p_event_id uuid)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_event events.events;
begin
  if tenancy.is_platform_admin() then
    perform tenancy.require_platform_admin();
    v_event := events.find_any_event(p_event_id);
  else
    v_event := events.find_event(p_event_id, 'billing.read');
  end if;
  return events.fees_json(v_event.org_id, v_event.id);
end
$$;
revoke all on function events.event_fees(uuid) from public;
grant execute on function events.event_fees(uuid) to authenticated;
