-- Does what a charge of a subscription was paid for: a plan begins, a dearer one takes the place of
-- the present one, or the next period is paid. Both are locked.
create or replace function billing.take_charge(
  p_subscription billing.subscriptions,
  p_charge billing.charges
)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_subscription billing.subscriptions := p_subscription;
begin
  if p_charge.purpose in ('first', 'change') then
    update billing.subscriptions as s
    set plan = p_charge.plan,
      status = 'active',
      past_due_at = null,
      current_period_start =
        case p_charge.purpose when 'first' then p_charge.period_start else s.current_period_start end,
      current_period_end = p_charge.period_end,
      next_plan = null,
      cancel_at_period_end = false,
      changes_at = null,
      collected_from = case
        when s.collection_id is null then p_charge.period_end else s.collected_from end,
      collection_id = coalesce(s.collection_id, core.new_id())
    where s.org_id = p_subscription.org_id and s.id = p_subscription.id
    returning s.* into v_subscription;
    perform billing.mail_subscription(v_subscription, 'started');
  else
    update billing.subscriptions as s
    set current_period_start = p_charge.period_start, current_period_end = p_charge.period_end
    where s.org_id = p_subscription.org_id
      and s.id = p_subscription.id
      and p_charge.period_end > s.current_period_end
    returning s.* into v_subscription;
    if found then
      -- A change within the period before is reckoned anew.
      perform billing.withdraw_charges(v_subscription, array['change']::billing.charge_purpose[]);
    else
      v_subscription := p_subscription;
    end if;
    v_subscription := billing.catch_up(v_subscription);
  end if;
  perform billing.ask_sync(v_subscription);
end
$$;
revoke all on function billing.take_charge(billing.subscriptions, billing.charges) from public;
