-- Ties the provider's payment (its JSON) to our attempt and moves it to `open`. A repeat changes
-- nothing; another payment for the same attempt raises payment_conflict.
-- Returns {payment_id, checkout_url, status}. Locks: payable, payment.
create or replace function payments.attach_provider_payment(p_payment_id uuid, p_provider jsonb)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_payment payments.payments;
begin
  select p.* into v_payment from payments.payments as p where p.id = p_payment_id;
  if not found then
    perform core.fail('payment_not_found', jsonb_build_object('payment_id', p_payment_id));
  end if;
  perform payments.lock_payable(v_payment.org_id, v_payment.payable_id);
  update payments.payments as p
  set provider_payment_id = p_provider ->> 'id',
    mode = coalesce(p.mode, p_provider ->> 'mode'),
    provider_profile_id = coalesce(p.provider_profile_id, p_provider ->> 'profileId'),
    provider_created_at = coalesce(
      p.provider_created_at, (p_provider ->> 'createdAt')::timestamptz),
    checkout_url = coalesce(p.checkout_url, p_provider #>> '{_links,checkout,href}'),
    expires_at = coalesce(p.expires_at, (p_provider ->> 'expiresAt')::timestamptz),
    status = case p.status when 'created' then 'open' else p.status end,
    check_at = case p.status when 'created' then core.clock() + interval '20 minutes' else p.check_at end
  where p.org_id = v_payment.org_id
    and p.id = v_payment.id
    and p.provider = 'mollie'
    and p.provider_payment_id is null
  returning p.* into v_payment;
  if not found then
    select p.* into strict v_payment from payments.payments as p where p.id = p_payment_id;
  end if;
  if v_payment.provider_payment_id is distinct from p_provider ->> 'id' then
    perform core.fail('payment_conflict', jsonb_build_object('payment_id', p_payment_id));
  end if;
  return jsonb_build_object(
    'payment_id', v_payment.id,
    'checkout_url', v_payment.checkout_url,
    'status', v_payment.status
  );
end
$$;
revoke all on function payments.attach_provider_payment(uuid, jsonb) from public;
grant execute on function payments.attach_provider_payment(uuid, jsonb) to service_role;
