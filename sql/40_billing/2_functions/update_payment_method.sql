-- Asks for a payment that shows another way of paying, for staff with billing.manage: what is owed,
-- if anything is, else a cent that goes back at once. Once it is paid, that way is collected from.
-- Returns {charge}, as get_subscription() shows it. Raises what authorise() raises, missing_field,
-- invalid_field,
-- no_subscription. Locks: org, subscription.
create or replace function billing.update_payment_method(p_org_id uuid, p_return_url text)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_url text;
  v_subscription billing.subscriptions;
  v_charge billing.charges;
begin
  perform tenancy.authorise_and_lock(core.require_id('org_id', p_org_id), 'billing.manage');
  v_url := billing.require_return_url(p_return_url);
  v_subscription := billing.lock_subscription(p_org_id);
  if v_subscription.status is distinct from 'active'
    and v_subscription.status is distinct from 'past_due'
    or v_subscription.current_period_end is null
  then
    perform core.fail('no_subscription');
  end if;
  select c.* into v_charge
  from billing.charges as c
  where c.org_id = p_org_id and c.subscription_id = v_subscription.id and c.status = 'failed'
  order by c.period_start
  limit 1;
  if not found then
    v_charge := billing.ask_once(
      v_subscription, 'method', billing.plan_terms(v_subscription.plan),
      core.setting('billing.method_amount')::integer, 'Way of paying', null, null, v_url);
  end if;
  return jsonb_build_object('charge', billing.charge_facts(v_charge));
end
$$;
revoke all on function billing.update_payment_method(uuid, text) from public;
grant execute on function billing.update_payment_method(uuid, text) to authenticated;
