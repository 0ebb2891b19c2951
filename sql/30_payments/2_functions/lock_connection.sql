-- Locks a connection. Raises connection_not_found.
create or replace function payments.lock_connection(p_connection_id uuid)
  returns payments.mollie_connections
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_connection payments.mollie_connections;
begin
  select c.* into v_connection
  from payments.mollie_connections as c
  where c.id = p_connection_id
  for no key update;
  if not found then
    perform core.fail('connection_not_found', jsonb_build_object('connection_id', p_connection_id));
  end if;
  return v_connection;
end
$$;
revoke all on function payments.lock_connection(uuid) from public;
