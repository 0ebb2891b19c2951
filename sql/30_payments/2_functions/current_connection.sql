-- Locks the connection that an org's new payments run on, for staff with payments.connect. Raises
-- missing_field, not_found, not_allowed, not_connected.
create or replace function payments.current_connection(p_org_id uuid)
  returns payments.mollie_connections
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_connection payments.mollie_connections;
begin
  perform tenancy.authorise(core.require_id('org_id', p_org_id), 'payments.connect');
  select c.* into v_connection
  from payments.mollie_connections as c
  where c.org_id = p_org_id and c.is_current
  for no key update;
  if not found then
    perform core.fail('not_connected');
  end if;
  return v_connection;
end
$$;
revoke all on function payments.current_connection(uuid) from public;
