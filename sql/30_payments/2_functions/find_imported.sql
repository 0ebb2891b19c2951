-- Our attempt that a payment of the provider is attached to, on the platform's own account; null
-- when there is none.
create or replace function payments.find_imported(p_provider_payment_id text)
  returns uuid
  language sql
  stable
  security definer
  set search_path = ''
as $$
  select p.id
  from payments.payments as p
  where p.provider = 'mollie'
    and p.provider_payment_id = p_provider_payment_id
    and p.connection_id is null
$$;
revoke all on function payments.find_imported(text) from public;
