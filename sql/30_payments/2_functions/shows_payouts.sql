-- Whether the account's owner lets us see what is paid out.
create or replace function payments.shows_payouts(p_connection payments.mollie_connections)
  returns boolean
  language plpgsql
  immutable
  security invoker
  set search_path = ''
as $$
begin
  return p_connection.scopes @> array['settlements.read', 'balances.read'];
end
$$;
revoke all on function payments.shows_payouts(payments.mollie_connections) from public;
