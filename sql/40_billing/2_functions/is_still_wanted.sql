-- Whether what a charge pays for can still begin: its subscription lives, a change within a period
-- is still within it, and a period was not called off.
create or replace function billing.is_still_wanted(
  p_subscription billing.subscriptions,
  p_charge billing.charges
)
  returns boolean
  language plpgsql
  immutable
  security invoker
  set search_path = ''
as $$
begin
  return p_subscription.id is not null
    and p_subscription.id = p_charge.subscription_id
    and case p_charge.purpose
      when 'change' then p_subscription.status = 'active'
        and p_charge.period_end is not distinct from p_subscription.current_period_end
      when 'renewal' then p_subscription.collection_id is not null
        or coalesce(p_charge.period_start < p_subscription.changes_at, false)
      else true
    end;
end
$$;
revoke all on function
  billing.is_still_wanted(billing.subscriptions, billing.charges) from public;
