-- What an org's plan asks before it may publish an event, as items of the event's checklist: `plan`
-- (one that is paid), `active_events` (not more at once than it allows; the caller says how many
-- others there are), `verification` of a non-profit, `purchase` of an event that is paid by itself.
-- Where no plans are required there are none.
create or replace function billing.publishing_items(
  p_org_id uuid,
  p_event_id uuid,
  p_other_events integer
)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_subscription billing.subscriptions := billing.current_subscription(p_org_id);
  v_plan billing.plans;
  v_limits billing.limits;
  v_items jsonb;
begin
  if core.setting('billing.plans_required') <> 'true' then
    return '[]';
  end if;
  v_items := jsonb_build_array(jsonb_build_object(
    'item', 'plan', 'done', v_subscription.status is not distinct from 'active',
    'plan', v_subscription.plan, 'status', v_subscription.status,
    'message', 'A plan is chosen, and nothing is owed for it.'));
  select p.* into v_plan from billing.plans as p where p.plan = v_subscription.plan;
  if not found then
    return v_items;
  end if;
  v_limits := billing.limits_of(p_org_id, v_plan.plan);
  if v_limits.max_active_events is not null then
    v_items := v_items || jsonb_build_object(
      'item', 'active_events', 'done', p_other_events < v_limits.max_active_events,
      'active', p_other_events, 'max', v_limits.max_active_events,
      'message', 'No more events are on sale at once than the plan allows.');
  end if;
  if v_plan.needs_verification then
    v_items := v_items || jsonb_build_object(
      'item', 'verification', 'done', billing.is_verified(p_org_id),
      'status', (billing.verification_of(p_org_id)).status,
      'message', 'The organisation is verified as a non-profit.');
  end if;
  if v_plan.event_amount > 0 then
    v_items := v_items || jsonb_build_object(
      'item', 'purchase', 'done', billing.is_event_paid(p_org_id, p_event_id),
      'amount', v_plan.event_amount, 'currency', v_plan.currency,
      'message', 'The event is paid for.');
  end if;
  return v_items;
end
$$;
revoke all on function billing.publishing_items(uuid, uuid, integer) from public;
