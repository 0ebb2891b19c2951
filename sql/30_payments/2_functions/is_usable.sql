-- Whether new payments can be made on a connection.
create or replace function payments.is_usable(p_connection payments.mollie_connections)
  returns boolean
  language plpgsql
  immutable
  security invoker
  set search_path = ''
as $$
begin
  return p_connection.status = 'active' and p_connection.can_receive_payments;
end
$$;
revoke all on function payments.is_usable(payments.mollie_connections) from public;
