-- Refuses a change of plan that cannot be: see choose_plan().
create or replace function billing.refuse_change(
  p_subscription billing.subscriptions,
  p_change jsonb,
  p_amount integer
)
  returns void
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_reasons text;
begin
  select string_agg(o.obstacle ->> 'reason', '; ') into v_reasons
  from jsonb_array_elements(p_change -> 'obstacles') as o (obstacle);
  if p_change ->> 'change' = 'none' then
    perform core.fail('plan_unchanged', jsonb_build_object('plan', p_change -> 'plan'));
  elsif p_change ->> 'change' = 'upgrade' and p_subscription.status = 'past_due' then
    perform core.fail('payment_owed');
  elsif p_change ->> 'change' = 'upgrade' and p_subscription.current_period_end <= core.clock() then
    perform core.fail('charge_is_being_paid');
  elsif v_reasons is not null then
    perform core.fail('plan_change_blocked', jsonb_build_object(
      'plan', p_change -> 'plan', 'reasons', v_reasons, 'obstacles', p_change -> 'obstacles'));
  elsif p_amount <> (p_change ->> 'amount')::integer then
    perform core.fail('plan_amount_changed', jsonb_build_object(
      'amount', p_change -> 'amount', 'expected', p_amount));
  end if;
end
$$;
revoke all on function
  billing.refuse_change(billing.subscriptions, jsonb, integer) from public;
