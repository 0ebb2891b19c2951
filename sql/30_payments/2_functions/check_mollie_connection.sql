-- Asks the provider at once how an org's account stands, for staff with payments.connect who have
-- just completed what it wanted to know. The answer is there some seconds later. Returns what
-- connection_status() returns. Raises what current_connection() raises, connection_lost,
-- rate_limited. Locks: connection.
create or replace function payments.check_mollie_connection(p_org_id uuid)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_connection payments.mollie_connections := payments.current_connection(p_org_id);
begin
  if v_connection.status not in ('pending', 'active') then
    perform core.fail('connection_lost', jsonb_build_object('status', v_connection.status));
  end if;
  perform core.hit_rate_limit('connect_account', p_org_id::text, p_org_id);
  perform payments.request_connection_check(v_connection);
  return payments.connection_status(v_connection);
end
$$;
revoke all on function payments.check_mollie_connection(uuid) from public;
grant execute on function payments.check_mollie_connection(uuid) to authenticated;
