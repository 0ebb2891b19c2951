-- The connection that a new payment of an org runs on; a null row for the platform's own account,
-- where orgs without a connection are paid on it (setting payments.accounts). An org that connected
-- an account once is paid there or not at all; one that did so in another mode connects it again.
-- Raises payments_unavailable.
create or replace function payments.account_for(p_org_id uuid)
  returns payments.mollie_connections
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
declare
  v_connection payments.mollie_connections;
begin
  if not payments.can_be_paid(p_org_id) then
    perform core.fail('payments_unavailable');
  end if;
  select c.* into v_connection
  from payments.mollie_connections as c
  where c.org_id = p_org_id and c.is_current;
  return v_connection;
end
$$;
revoke all on function payments.account_for(uuid) from public;
