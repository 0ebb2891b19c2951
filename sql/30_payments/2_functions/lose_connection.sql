-- Writes down that the provider refused to refresh the tokens of a connection: its owner took the
-- access back there. New payments are refused from now on, what is under way waits, and the org is
-- told by mail. Under the lease with which the refresh began: a late word about tokens that were
-- replaced meanwhile changes nothing. Returns whether it did. Locks: connection, tokens.
create or replace function payments.lose_connection(p_connection_id uuid, p_lease bigint)
  returns boolean
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_connection payments.mollie_connections := payments.lock_connection(p_connection_id);
begin
  perform core.act_as('system');
  if v_connection.status not in ('pending', 'active') or not exists (
    select 1
    from payments.mollie_tokens as t
    where t.org_id = v_connection.org_id and t.connection_id = v_connection.id
      and t.lease = p_lease
  ) then
    return false;
  end if;
  update payments.mollie_connections as c
  set status = 'expired', expired_at = core.clock(), check_at = null
  where c.org_id = v_connection.org_id and c.id = v_connection.id
  returning c.* into v_connection;
  perform payments.mail_connection(v_connection, 'expired');
  return true;
end
$$;
revoke all on function payments.lose_connection(uuid, bigint) from public;
grant execute on function payments.lose_connection(uuid, bigint) to service_role;
