-- Asks an org on the plan PAY_PER_EVENT for an event; the charge that is open comes back. The
-- caller has authorised, knows the event to be the org's, and names it. Raises plan_not_per_event,
-- event_already_paid. Locks: subscription.
create or replace function billing.ask_event(
  p_org_id uuid,
  p_event_id uuid,
  p_title text,
  p_return_url text
)
  returns billing.charges
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_plan billing.plans := billing.plan_terms((billing.lock_subscription(p_org_id)).plan);
  v_charge billing.charges;
begin
  select c.* into v_charge
  from billing.charges as c
  where c.org_id = p_org_id
    and c.event_id = p_event_id
    and c.kind = 'PAY_PER_EVENT'
    and c.status <> 'withdrawn';
  if v_charge.status = 'paid' then
    perform core.fail('event_already_paid');
  elsif v_charge.id is not null then
    return v_charge;
  elsif coalesce(v_plan.event_amount, 0) = 0 then
    perform core.fail('plan_not_per_event', jsonb_build_object('plan',
      coalesce(v_plan.plan::text, 'none')));
  end if;
  return billing.make_charge(
    p_org_id, 'PAY_PER_EVENT', left(v_plan.name || ': ' || p_title, 200), v_plan.event_amount,
    v_plan.currency, v_plan.vat_basis_points, null, null, v_plan.plan, p_event_id, null, null,
    p_return_url);
end
$$;
revoke all on function billing.ask_event(uuid, uuid, text, text) from public;
