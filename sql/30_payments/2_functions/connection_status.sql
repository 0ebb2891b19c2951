-- A connection as its org's staff see it after changing it. {connection_id, org_id, status, mode,
-- organization_id, organization_name, profile_id, onboarding_status, can_receive_payments,
-- dashboard_url}
create or replace function payments.connection_status(p_connection payments.mollie_connections)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = ''
as $$
begin
  return jsonb_build_object(
    'connection_id', p_connection.id,
    'org_id', p_connection.org_id,
    'status', p_connection.status,
    'mode', p_connection.mode,
    'organization_id', p_connection.mollie_organization_id,
    'organization_name', p_connection.organization_name,
    'profile_id', p_connection.profile_id,
    'onboarding_status', p_connection.onboarding_status,
    'can_receive_payments', p_connection.can_receive_payments,
    'dashboard_url', p_connection.dashboard_url
  );
end
$$;
revoke all on function payments.connection_status(payments.mollie_connections) from public;
