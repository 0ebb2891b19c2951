-- The attempt to which belongs a payment that the provider collected by itself for a subscription
-- (its JSON), made at the first call: on the charge of the period that it is for. What is
-- collected for a period that is paid, is being paid or is not to be collected (any more) gets a
-- charge of its own that nobody asks for, so that its money goes back. Null when it is for no
-- subscription of ours. Locks: imports of the org.
create or replace function billing.import_payment(p_provider jsonb)
  returns uuid
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_subscription billing.subscriptions := billing.find_collected(p_provider);
  v_known uuid;
  v_start timestamptz;
  v_charge billing.charges;
  v_is_asked boolean;
begin
  if v_subscription.id is null then
    return null;
  end if;
  -- Not the subscription: whoever settles locks it after the payable.
  perform pg_advisory_xact_lock(hashtextextended('billing.import:' || v_subscription.org_id, 0));
  v_known := payments.find_imported(p_provider ->> 'id');
  if v_known is not null then
    return v_known;
  end if;
  v_start := billing.period_of(
    v_subscription, coalesce((p_provider ->> 'createdAt')::timestamptz, core.clock()));
  select c.* into v_charge
  from billing.charges as c
  where c.org_id = v_subscription.org_id
    and c.subscription_id = v_subscription.id
    and c.purpose = 'renewal'
    and c.period_start = v_start
    and c.status <> 'withdrawn';
  v_is_asked := case
    when v_charge.id is null
      then v_subscription.collection_id is not null and v_start >= v_subscription.collected_from
    else v_charge.status <> 'paid'
      and not payments.has_live_payment(v_charge.org_id, v_charge.id) end;
  if v_charge.id is null or not v_is_asked then
    v_charge := billing.make_renewal(
      v_subscription, v_start, v_is_asked,
      case when not v_is_asked then payments.minor_units(
        p_provider #>> '{amount,value}', p_provider #>> '{amount,currency}')::integer end);
  end if;
  return payments.insert_imported(
    payments.lock_payable(v_charge.org_id, v_charge.id), p_provider ->> 'id');
end
$$;
revoke all on function billing.import_payment(jsonb) from public;
