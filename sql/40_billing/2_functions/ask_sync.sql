-- Has a worker bring the provider to what is to be collected for a subscription, and look for what
-- it collected that we do not know. In order per org.
create or replace function billing.ask_sync(p_subscription billing.subscriptions)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  perform core.emit(
    p_subscription.org_id, 'billing:' || p_subscription.org_id, 'mollie.sync_subscription',
    jsonb_build_object('subscription_id', p_subscription.id));
end
$$;
revoke all on function billing.ask_sync(billing.subscriptions) from public;
