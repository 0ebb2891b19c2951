-- Chooses a plan, for staff with billing.manage: what preview_plan_change() says happens.
-- `p_amount` is what the preview showed, in cents; another amount by now is refused. What is to be
-- paid needs an address to come back to. Repeating it changes nothing: the charge that is open
-- comes back.
--
-- Returns what get_subscription() returns, and `change`, and `charge` when something is to be paid.
-- Raises what authorise() and read_plan() raise, invalid_field, plan_unchanged, payment_owed,
-- charge_is_being_paid, plan_change_blocked, plan_amount_changed. Locks: org, subscription.
create or replace function billing.choose_plan(
  p_org_id uuid,
  p_plan text,
  p_amount integer,
  p_return_url text
)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_url text;
  v_plan billing.plans;
  v_subscription billing.subscriptions;
  v_change jsonb;
  v_charge billing.charges;
begin
  perform tenancy.authorise_and_lock(core.require_id('org_id', p_org_id), 'billing.manage');
  v_plan := billing.read_plan(p_plan);
  v_url := core.read_return_url(p_return_url);
  v_subscription := billing.lock_subscription(p_org_id);
  v_change := billing.plan_change(p_org_id, v_subscription, v_plan);
  perform billing.refuse_change(v_subscription, v_change, p_amount);
  if v_change ->> 'change' in ('start', 'upgrade') then
    v_url := billing.require_return_url(p_return_url);
  end if;
  case v_change ->> 'change'
    when 'start' then
      v_charge := billing.start_plan(p_org_id, v_subscription, v_plan, v_url);
    when 'upgrade' then
      v_charge := billing.ask_change(v_subscription, v_plan, v_change, v_url);
    when 'downgrade' then
      perform billing.schedule_change(v_subscription, v_plan.plan);
    when 'keep' then
      perform billing.keep_plan(v_subscription);
    else
      perform billing.switch_plan(p_org_id, v_subscription, v_plan.plan);
  end case;
  return billing.subscription_facts(p_org_id) || jsonb_build_object(
    'change', v_change -> 'change',
    'charge', case when v_charge.id is not null then billing.charge_facts(v_charge) end);
end
$$;
revoke all on function billing.choose_plan(uuid, text, integer, text) from public;
grant execute on function billing.choose_plan(uuid, text, integer, text) to authenticated;
