-- The open attempt to pay a payable, made when there is none. An attempt that the provider never
-- heard of within 50 minutes (its idempotency key lives an hour), or whose time at the provider has
-- passed, or whose account cannot be used any more, gives way to a new one; the provider is asked
-- to cancel it. A new one keeps the account that it is made on, and the platform's fee of it; what
-- is for the platform is paid on its own account.
-- Raises payments_unavailable. Locks: payable, payment.
create or replace function payments.start_attempt(
  p_org_id uuid,
  p_payable_id uuid,
  p_return_url text
)
  returns payments.payments
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_now timestamptz := core.clock();
  v_payable payments.payables;
  v_account payments.mollie_connections;
  v_attempt payments.payments;
begin
  v_payable := payments.lock_payable(p_org_id, p_payable_id);
  if not payments.is_for_platform(p_org_id, p_payable_id) then
    v_account := payments.account_for(p_org_id);
  end if;
  select p.* into v_attempt
  from payments.payments as p
  where p.org_id = p_org_id
    and p.payable_id = p_payable_id
    and p.status in ('created', 'open', 'pending', 'authorized')
  for no key update;
  if found then
    if v_attempt.status in ('pending', 'authorized')
      or (
        payments.is_on_usable_account(v_attempt)
        and (
          (v_attempt.status = 'open' and coalesce(v_attempt.expires_at > v_now, true))
          or (v_attempt.status = 'created' and v_attempt.created_at > v_now - interval '50 minutes')
        )
      )
    then
      return v_attempt;
    end if;
    perform payments.give_up_attempt(v_attempt);
  end if;
  insert into payments.payments (
    org_id, payable_id, amount, currency, return_url, connection_id, mode, provider_profile_id
  ) values (
    p_org_id, p_payable_id, v_payable.amount, v_payable.currency, p_return_url, v_account.id,
    v_account.mode, v_account.profile_id
  )
  returning * into v_attempt;
  if v_account.id is not null then
    v_attempt := payments.set_fee(v_attempt, v_payable);
  end if;
  return v_attempt;
end
$$;
revoke all on function payments.start_attempt(uuid, uuid, text) from public;
