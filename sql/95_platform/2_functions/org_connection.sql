-- The account at the payment provider that an org's payments run on, as administrators see it; null
-- where none was connected.
create or replace function platform.org_connection(p_org_id uuid)
  returns jsonb
  language sql
  stable
  security definer
  set search_path = ''
as $$
  select jsonb_build_object(
    'mollie_organization_id', c.mollie_organization_id, 'organization_name', c.organization_name,
    'profile_id', c.profile_id, 'mode', c.mode, 'status', c.status,
    'onboarding_status', c.onboarding_status, 'can_receive_payments', c.can_receive_payments,
    'can_receive_settlements', c.can_receive_settlements, 'connected_at', c.connected_at,
    'checked_at', c.checked_at)
  from payments.mollie_connections as c
  where c.org_id = p_org_id and c.is_current
$$;
revoke all on function platform.org_connection(uuid) from public;
