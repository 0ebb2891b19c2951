-- Says in which of its account's website profiles an org is paid, for staff with payments.connect.
-- Returns what connection_status() returns. Raises what current_connection() raises,
-- connection_lost, and profile_not_found for one that the account does not have, or that is
-- blocked. Locks: connection.
create or replace function payments.choose_mollie_profile(p_org_id uuid, p_profile_id text)
  returns jsonb
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_connection payments.mollie_connections := payments.current_connection(p_org_id);
  v_profile text := core.require_text('profile_id', p_profile_id, 100);
begin
  if v_connection.status not in ('pending', 'active') then
    perform core.fail('connection_lost', jsonb_build_object('status', v_connection.status));
  end if;
  if payments.usable_profile(v_connection.profiles, v_profile) is distinct from v_profile then
    perform core.fail('profile_not_found', jsonb_build_object('profile_id', v_profile));
  end if;
  update payments.mollie_connections as c
  set status = 'active', profile_id = v_profile,
    check_at = payments.connection_check_at('active', c.can_receive_payments)
  where c.org_id = p_org_id and c.id = v_connection.id
  returning c.* into v_connection;
  return payments.connection_status(v_connection);
end
$$;
revoke all on function payments.choose_mollie_profile(uuid, text) from public;
grant execute on function payments.choose_mollie_profile(uuid, text) to authenticated;
