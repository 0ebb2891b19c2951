-- Tells an org by mail what became of its plan: `started`, `changed`, `past_due`, `caught_up`,
-- `suspended` (the provider cannot collect) or `ended`, and then what it has instead, if anything.
-- p_charge_id: the bill that is to be paid; the mail leads to its page.
create or replace function billing.mail_subscription(
  p_subscription billing.subscriptions,
  p_news text,
  p_next_plan billing.plan default null,
  p_charge_id uuid default null
)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  perform core.emit(
    p_subscription.org_id, 'billing:' || p_subscription.org_id, 'email.subscription',
    tenancy.org_letter(p_subscription.org_id) || jsonb_build_object(
      'news', p_news,
      'plan', (billing.plan_terms(p_subscription.plan)).name,
      'next_plan', (billing.plan_terms(p_next_plan)).name,
      'period_end', p_subscription.current_period_end,
      'grace_until', p_subscription.past_due_at
        + make_interval(days => core.setting('billing.grace_days')::integer),
      'public_token', case when p_charge_id is not null
        then core.public_token(p_subscription.org_id, p_charge_id) end
    ));
end
$$;
revoke all on function
  billing.mail_subscription(billing.subscriptions, text, billing.plan, uuid) from public;
