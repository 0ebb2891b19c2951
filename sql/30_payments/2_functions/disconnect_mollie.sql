-- Takes an org's current connection back, for staff with payments.connect: nothing new is paid on
-- it, what is under way waits until it is connected again, and the provider is told to forget our
-- tokens. Repeating it changes nothing. Returns what connection_status() returns. Raises what
-- current_connection() raises. Locks: connection.
create or replace function payments.disconnect_mollie(p_org_id uuid)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_connection payments.mollie_connections := payments.current_connection(p_org_id);
begin
  if v_connection.status <> 'revoked' then
    update payments.mollie_connections as c
    set status = 'revoked', revoked_at = core.clock(), expired_at = null, check_at = null
    where c.org_id = p_org_id and c.id = v_connection.id
    returning c.* into v_connection;
    perform core.emit(
      p_org_id, 'mollie_connection:' || v_connection.id, 'mollie.revoke_connection',
      jsonb_build_object('connection_id', v_connection.id));
    perform payments.mail_connection(v_connection, 'revoked');
  end if;
  return payments.connection_status(v_connection);
end
$$;
revoke all on function payments.disconnect_mollie(uuid) from public;
grant execute on function payments.disconnect_mollie(uuid) to authenticated;
