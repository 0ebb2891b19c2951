-- An attempt for a payment that the provider made by itself, for a payable that is known; what the
-- provider says of it is applied by whoever asked. Made once per payment of the provider: returns
-- its id.
create or replace function payments.insert_imported(
  p_payable payments.payables,
  p_provider_payment_id text
)
  returns uuid
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_id uuid;
begin
  insert into payments.payments (
    org_id, payable_id, provider_payment_id, amount, currency, check_at
  ) values (
    p_payable.org_id, p_payable.id, p_provider_payment_id, p_payable.amount, p_payable.currency,
    core.clock() + interval '1 hour'
  )
  on conflict on constraint provider_payment_id_is_unique do nothing
  returning id into v_id;
  if v_id is null then
    select p.id into strict v_id
    from payments.payments as p
    where p.provider = 'mollie' and p.provider_payment_id = p_provider_payment_id;
  end if;
  return v_id;
end
$$;
revoke all on function payments.insert_imported(payments.payables, text) from public;
