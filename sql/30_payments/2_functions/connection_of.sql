-- On whose account a payment is that the provider told of: the id of its connection, null for the
-- platform's own account. By the provider's id, or else by the id of ours that the webhook's
-- address carries, for one that was made but never attached; what is not ours is the platform's to
-- ask.
create or replace function payments.connection_of(p_provider_payment_id text, p_payment_id uuid)
  returns uuid
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_connection_id uuid;
begin
  select p.connection_id into v_connection_id
  from payments.payments as p
  where p.provider = 'mollie' and p.provider_payment_id = p_provider_payment_id;
  if not found then
    select p.connection_id into v_connection_id
    from payments.payments as p
    where p.id = p_payment_id and p.provider = 'mollie' and p.provider_payment_id is null;
  end if;
  return v_connection_id;
end
$$;
revoke all on function payments.connection_of(text, uuid) from public;
grant execute on function payments.connection_of(text, uuid) to service_role;
