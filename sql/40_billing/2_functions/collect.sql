-- Opens an attempt to collect a charge that failed, and sends a worker to make the provider do it.
-- Locks: payable, charge, payment; so it asks again what it knows of the charge.
create or replace function billing.collect(p_charge billing.charges)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_now timestamptz := core.clock();
  v_customer billing.customers;
  v_charge billing.charges;
  v_attempt payments.payments;
begin
  perform payments.lock_payable(p_charge.org_id, p_charge.id);
  v_charge := billing.lock_charge(p_charge.org_id, p_charge.id);
  select c.* into v_customer from billing.customers as c where c.org_id = p_charge.org_id;
  if v_charge.retry_at is distinct from p_charge.retry_at then
    return;
  elsif v_customer.mollie_customer_id is null
    or payments.has_live_payment(v_charge.org_id, v_charge.id)
  then
    update billing.charges as c
    set retry_at = v_now + interval '1 day'
    where c.org_id = v_charge.org_id and c.id = v_charge.id;
    return;
  end if;
  update billing.charges as c
  set retries = c.retries + 1, retry_at = null
  where c.org_id = v_charge.org_id and c.id = v_charge.id;
  v_attempt := payments.start_attempt(v_charge.org_id, v_charge.id, null);
  perform core.emit(
    v_charge.org_id, 'billing:' || v_charge.org_id, 'mollie.collect_charge', jsonb_build_object(
      'payment_id', v_attempt.id,
      'customer_id', v_customer.mollie_customer_id,
      'mandate_id', v_customer.mollie_mandate_id,
      'amount', v_attempt.amount,
      'currency', v_attempt.currency,
      'description', v_charge.description,
      'created_at', v_attempt.created_at));
end
$$;
revoke all on function billing.collect(billing.charges) from public;
