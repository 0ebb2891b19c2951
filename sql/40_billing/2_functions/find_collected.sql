-- The subscription for which the provider collected a payment (its JSON): by the provider's id of
-- it, else by ours, which the provider copies to each payment, where the customer is its org. Null
-- row for a payment that was not collected, or not for us.
create or replace function billing.find_collected(p_provider jsonb)
  returns billing.subscriptions
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_subscription billing.subscriptions;
  v_own_id text := case jsonb_typeof(p_provider -> 'metadata')
    when 'object' then p_provider #>> '{metadata,subscription_id}' end;
begin
  if p_provider ->> 'subscriptionId' is null then
    return null;
  end if;
  select s.* into v_subscription
  from billing.subscriptions as s
  where s.mollie_subscription_id = p_provider ->> 'subscriptionId';
  if not found and pg_input_is_valid(v_own_id, 'uuid') then
    select s.* into v_subscription
    from billing.customers as c
    join billing.subscriptions as s on s.org_id = c.org_id
    where c.mollie_customer_id = p_provider ->> 'customerId'
      and s.id = v_own_id::uuid
      and s.collected_from is not null;
  end if;
  return v_subscription;
end
$$;
revoke all on function billing.find_collected(jsonb) from public;
