-- Ends an attempt that can no longer be used: as expired when the provider has it, and then the
-- provider is told to cancel; as failed when it never got there. Should it be paid all the same,
-- the provider's word moves it to paid.
create or replace function payments.give_up_attempt(p_payment payments.payments)
  returns void
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
begin
  update payments.payments as p
  set status = case when p.provider_payment_id is null then 'failed' else 'expired' end
        ::payments.payment_status,
    failed_at = case when p.provider_payment_id is null then core.clock() end,
    expired_at = case when p.provider_payment_id is not null then core.clock() end,
    check_at = null
  where p.org_id = p_payment.org_id and p.id = p_payment.id;
  if p_payment.provider_payment_id is not null then
    perform payments.ask_provider(p_payment, 'mollie.cancel_payment');
  end if;
end
$$;
revoke all on function payments.give_up_attempt(payments.payments) from public;
