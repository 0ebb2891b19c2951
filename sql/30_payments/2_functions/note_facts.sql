-- Takes over what the provider tells of a connected account ({profiles, onboarding} with Mollie's
-- JSON). Its org hears when it can be paid from now on, or no longer. The caller has locked the
-- connection.
create or replace function payments.note_facts(
  p_connection payments.mollie_connections,
  p_facts jsonb
)
  returns payments.mollie_connections
  language plpgsql
  volatile
  security definer
  set search_path = ''
as $$
declare
  v_connection payments.mollie_connections;
  v_profile text := payments.usable_profile(p_facts -> 'profiles', p_connection.profile_id);
  v_status payments.connection_status := case when v_profile is null then 'pending' else 'active' end;
  v_can_receive boolean := (p_facts #>> '{onboarding,canReceivePayments}')::boolean;
begin
  update payments.mollie_connections as c
  set status = v_status,
    profile_id = v_profile,
    profiles = (
      select coalesce(jsonb_agg(jsonb_build_object(
        'id', f.profile -> 'id', 'name', f.profile -> 'name', 'website', f.profile -> 'website',
        'status', f.profile -> 'status')), '[]')
      from jsonb_array_elements(p_facts -> 'profiles') as f (profile)
    ),
    organization_name = left(p_facts #>> '{onboarding,name}', 200),
    onboarding_status = p_facts #>> '{onboarding,status}',
    can_receive_payments = v_can_receive,
    can_receive_settlements = (p_facts #>> '{onboarding,canReceiveSettlements}')::boolean,
    dashboard_url = p_facts #>> '{onboarding,_links,dashboard,href}',
    checked_at = core.clock(),
    check_at = payments.connection_check_at(v_status, v_can_receive)
  where c.org_id = p_connection.org_id and c.id = p_connection.id
  returning c.* into v_connection;
  if v_connection.is_current
    and payments.is_usable(v_connection) is distinct from payments.is_usable(p_connection)
  then
    perform payments.mail_connection(
      v_connection, case when payments.is_usable(v_connection) then 'ready' else 'blocked' end);
  end if;
  return v_connection;
end
$$;
revoke all on function payments.note_facts(payments.mollie_connections, jsonb) from public;
