-- Opens an attempt to pay a charge, for the worker that then calls the provider; the open attempt
-- comes back when there is one. What is paid for a subscription is a first payment, so that the
-- provider may collect by itself from then on: as the customer that the org is there.
--
-- Returns {payment_id, order_id (the charge), org_id, order_number (what it is), amount in cents,
-- currency, description, language, return_url, provider_payment_id, checkout_url, customer (only
-- for subscriptions: {org_id, id, mollie_customer_id, name, email, created_at})}, or null for a
-- token that shows no charge. Raises charge_already_paid, charge_not_payable, charge_is_being_paid.
-- Locks: payable, charge, payment.
create or replace function billing.start_payment(p_public_token text)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_charge billing.charges;
  v_attempt payments.payments;
  v_letter jsonb;
begin
  select c.* into v_charge
  from billing.charges as c
  where c.public_token_hash = core.token_hash(p_public_token);
  if not found then
    return null;
  end if;
  perform core.act_as('guest');
  perform payments.lock_payable(v_charge.org_id, v_charge.id);
  v_charge := billing.lock_charge(v_charge.org_id, v_charge.id);
  if v_charge.status = 'paid' then
    perform core.fail('charge_already_paid');
  elsif v_charge.status = 'withdrawn' then
    perform core.fail('charge_not_payable');
  end if;
  v_attempt := payments.start_attempt(v_charge.org_id, v_charge.id, v_charge.return_url);
  if v_attempt.status in ('pending', 'authorized') then
    perform core.fail('charge_is_being_paid');
  end if;
  v_letter := tenancy.org_letter(v_charge.org_id);
  return jsonb_build_object(
    'payment_id', v_attempt.id,
    'order_id', v_charge.id,
    'org_id', v_charge.org_id,
    'order_number', v_charge.description,
    'amount', v_attempt.amount,
    'currency', v_attempt.currency,
    'description', v_charge.description,
    'language', v_letter -> 'language',
    'return_url', v_attempt.return_url,
    'provider_payment_id', v_attempt.provider_payment_id,
    'checkout_url', v_attempt.checkout_url,
    'customer', case when v_charge.kind = 'SUBSCRIPTION' then
      billing.customer_facts(billing.customer_of(v_charge.org_id)) end
  );
end
$$;
revoke all on function billing.start_payment(text) from public;
