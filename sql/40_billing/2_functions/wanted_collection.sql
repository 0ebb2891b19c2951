-- What the provider is to collect for a subscription, for the worker that brings it to that:
-- {customer_id (null: the provider does not know the org), mandate_id, wanted: {collection_id,
-- amount in cents, currency, start_date, description} or null for nothing}.
create or replace function billing.wanted_collection(p_subscription_id uuid)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_row billing.subscriptions;
  v_customer billing.customers;
  v_plan billing.plans;
begin
  select s.* into strict v_row
  from billing.subscriptions as s
  where s.id = p_subscription_id;
  select c.* into v_customer from billing.customers as c where c.org_id = v_row.org_id;
  -- Of the org, not of the row: messages about a subscription that was replaced change nothing.
  if v_row.status = 'cancelled' then
    v_row := coalesce(billing.current_subscription(v_row.org_id), v_row);
  end if;
  v_plan := billing.plan_terms(coalesce(v_row.next_plan, v_row.plan));
  return jsonb_build_object(
    'subscription_id', v_row.id,
    'customer_id', v_customer.mollie_customer_id,
    'mandate_id', v_customer.mollie_mandate_id,
    'wanted', case when v_row.collection_id is not null then jsonb_build_object(
      'collection_id', v_row.collection_id,
      'amount', v_plan.monthly_amount,
      'currency', v_plan.currency,
      'start_date', to_char(
        greatest(v_row.collected_from, core.clock()) at time zone 'UTC', 'YYYY-MM-DD'),
      'description', v_plan.name) end
  );
end
$$;
revoke all on function billing.wanted_collection(uuid) from public;
grant execute on function billing.wanted_collection(uuid) to service_role;
