-- Whether a payment's account takes new payments: the platform's own always does.
create or replace function payments.is_on_usable_account(p_payment payments.payments)
  returns boolean
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return p_payment.connection_id is null or exists (
    select 1
    from payments.mollie_connections as c
    where c.org_id = p_payment.org_id and c.id = p_payment.connection_id and payments.is_usable(c)
  );
end
$$;
revoke all on function payments.is_on_usable_account(payments.payments) from public;
