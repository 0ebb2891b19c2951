-- What so many more tickets of an event would mean for the plan of its org: {allowed, quantity,
-- plan, limit_period, ticket_limit, tickets_sold, remaining, is_overage_allowed, overage_tickets
-- (more of them than now), overage_fee (each), overage_amount, currency}. Where sales stop at the
-- limit, what orders hold counts as sold. Promises nothing; the order itself is what counts. For
-- staff with billing.read. Raises missing_field, invalid_field, sign_in_required, not_found,
-- not_allowed.
create or replace function events.can_sell_tickets(p_event_id uuid, p_quantity integer)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_event events.events := events.find_event(p_event_id, 'billing.read');
  v_limits billing.limits := billing.limit_of(v_event.org_id);
  v_usage billing.usage := billing.usage_of(v_event.org_id, v_event.id);
  v_cap integer := billing.ticket_cap(v_event.org_id);
  v_overage integer;
  v_fee integer;
begin
  if p_quantity is null then
    perform core.fail('missing_field', jsonb_build_object('field', 'quantity'));
  end if;
  perform core.require_range('quantity', p_quantity, 1, 1000000);
  if v_cap is not null then
    v_usage.remaining := coalesce(
      events.remaining_capacity(v_event.org_id, v_event.id), v_cap - v_usage.tickets_sold);
  end if;
  if v_limits.overage_amount is not null then
    v_fee := billing.get_overage_fee(v_event.org_id, v_event.id);
  end if;
  v_overage := case when v_fee is null then 0 else
    greatest(v_usage.tickets_sold + p_quantity - v_limits.ticket_limit, 0)
    - v_usage.overage_tickets end;
  return jsonb_build_object(
    'allowed', v_cap is null or p_quantity <= v_usage.remaining, 'quantity', p_quantity,
    'plan', v_limits.plan, 'limit_period', v_limits.limit_period,
    'ticket_limit', v_limits.ticket_limit, 'tickets_sold', v_usage.tickets_sold,
    'remaining', v_usage.remaining, 'is_overage_allowed', v_limits.overage_amount is not null,
    'overage_tickets', v_overage, 'overage_fee', v_fee,
    'overage_amount', v_overage * coalesce(v_fee, 0), 'currency', 'EUR');
end
$$;
revoke all on function events.can_sell_tickets(uuid, integer) from public;
grant execute on function events.can_sell_tickets(uuid, integer) to authenticated;
