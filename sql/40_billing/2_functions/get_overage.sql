-- What the tickets above its plan's limit cost an org so far, in the current period (or for one
-- event): {overage_tickets, overage_amount, currency, events: [{event_id, tickets, overage_tickets,
-- overage_amount (per ticket), total}]}. For staff with billing.read. Raises missing_field,
-- sign_in_required, not_found, not_allowed.
create or replace function billing.get_overage(p_org_id uuid, p_event_id uuid)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_usage billing.usage;
  v_overage billing.overage;
begin
  perform tenancy.authorise(core.require_id('org_id', p_org_id), 'billing.read');
  v_usage := billing.usage_of(p_org_id, p_event_id);
  v_overage := billing.overage_of(p_org_id, v_usage.event_id, billing.limit_of(p_org_id));
  return jsonb_build_object(
    'overage_tickets', v_overage.tickets, 'overage_amount', v_overage.amount, 'currency', 'EUR',
    'events', v_overage.events);
end
$$;
revoke all on function billing.get_overage(uuid, uuid) from public;
grant execute on function billing.get_overage(uuid, uuid) to authenticated;
