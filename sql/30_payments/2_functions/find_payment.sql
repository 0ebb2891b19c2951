-- Our attempt behind a provider's payment: by the provider's id, or by the id of ours that we gave
-- it as metadata, for one that was made but never attached. Null row when it is not ours. Only what
-- is on the account that told of it is found: whoever has an account at the provider can write our
-- ids into the payments of it.
create or replace function payments.find_payment(p_provider jsonb, p_connection_id uuid)
  returns payments.payments
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_payment payments.payments;
  v_own_id text := case jsonb_typeof(p_provider -> 'metadata')
    when 'object' then p_provider #>> '{metadata,payment_id}' end;
begin
  select p.* into v_payment
  from payments.payments as p
  where p.provider = 'mollie'
    and p.provider_payment_id = p_provider ->> 'id'
    and p.connection_id is not distinct from p_connection_id;
  if not found and pg_input_is_valid(v_own_id, 'uuid') then
    select p.* into v_payment
    from payments.payments as p
    where p.id = v_own_id::uuid
      and p.provider = 'mollie'
      and p.provider_payment_id is null
      and p.connection_id is not distinct from p_connection_id;
  end if;
  return v_payment;
end
$$;
revoke all on function payments.find_payment(jsonb, uuid) from public;
